export default definePageConfig({ navigationBarTitleText: '偏好设置' });
