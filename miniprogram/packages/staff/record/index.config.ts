export default definePageConfig({ navigationBarTitleText: '记一笔消费' });
