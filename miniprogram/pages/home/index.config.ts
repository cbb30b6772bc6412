export default definePageConfig({ navigationBarTitleText: '留客' });
