import { area } from './area.ts'

/** What the way through the dashboard says. */
export const places = area(
  {
    navigation: 'Main navigation',
    names: {
      overview: 'Overview',
      backups: 'Backups',
      restore: 'Restore',
      jobs: 'Jobs',
      plans: 'Plans',
      sources: 'Sources',
      targets: 'Targets',
      drills: 'Drills',
      settings: 'Settings',
      audit: 'Audit',
    },
    account: 'Your account',
    language: 'Language',
    lost: 'The connection to Holdfast is lost. What you see may be old; it comes back by itself.',
    failed: 'Holdfast did not answer. Check that it runs, then try again.',
  },
  {
    navigation: '主导航',
    names: {
      overview: '概览',
      backups: '备份',
      restore: '恢复',
      jobs: '任务',
      plans: '备份计划',
      sources: '数据源',
      targets: '存储目标',
      drills: '恢复演练',
      settings: '设置',
      audit: '审计',
    },
    account: '您的账户',
    language: '语言',
    lost: '与 Holdfast 的连接已断开，页面内容可能不是最新的；连接会自动恢复。',
    failed: 'Holdfast 没有响应。请确认它正在运行，然后重试。',
  },
)
