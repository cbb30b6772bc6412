/** WeChat wants this component for a custom tab bar; ours is part of each tab page (components/tab-bar). */
function CustomTabBar() {
  return null;
}

export default CustomTabBar;
