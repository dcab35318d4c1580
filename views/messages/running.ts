import { area } from './area.ts'

/** What is said of work while it goes on. */
export const running = area(
  {
    activeJobs: 'Running now',
    noActiveJobs: 'Nothing is running.',
    progress: 'Progress',
    bytesOf: '{done} of {all}',
    rate: '{size}/s',
    timeLeft: '{time} left',
  },
  {
    activeJobs: '正在进行',
    noActiveJobs: '当前没有进行中的任务。',
    progress: '进度',
    bytesOf: '{done} / {all}',
    rate: '{size}/秒',
    timeLeft: '剩余 {time}',
  },
)
