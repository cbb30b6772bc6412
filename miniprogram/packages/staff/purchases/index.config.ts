export default definePageConfig({ navigationBarTitleText: '找一笔消费' });
