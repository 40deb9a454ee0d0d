## 时限

label-DeadlineState-RUNNING = 进行中
label-DeadlineState-PAUSED = 已暂停
label-DeadlineState-MET = 按时完成
label-DeadlineState-BREACHED = 已逾期
label-DeadlineState-CANCELLED = 已取消

label-DeadlineKind-REVIEW = 初审
label-DeadlineKind-RESPONSE = 反馈
label-DeadlineKind-PLAN = 计划
label-DeadlineKind-CLARIFICATION = 补充说明
label-DeadlineKind-REROUTE = 改派
label-DeadlineKind-LIAISON = 指定对接人
label-DeadlineKind-SIGN_OFF = 签署
label-DeadlineKind-RESOURCE_DECISION = 资源审批
label-DeadlineKind-COMPLETION = 补全表单
label-DeadlineKind-BREAKDOWN = 任务分解
label-DeadlineKind-REQUEST_DUE = 需求交付
label-DeadlineKind-ACCEPTANCE = 验收
label-DeadlineKind-RATING = 评价
label-DeadlineKind-TAKE_UP = 争议受理
label-DeadlineKind-RULING = 裁定
label-DeadlineKind-WEEKLY_LOOK = 每周查看
label-DeadlineKind-WEEKLY_TRACKING = 每周跟踪
label-DeadlineKind-ACKNOWLEDGE = 任务接收
label-DeadlineKind-DAILY = 每日进展
label-DeadlineKind-TASK_DUE = 任务交付
label-DeadlineKind-DELAY_EXPLAINED = 延期说明
label-DeadlineKind-EXTENSION = 延期审批
label-DeadlineKind-REWORK = 整改
label-DeadlineKind-PROBLEM_RESPONSE = 问题响应
label-DeadlineKind-PROBLEM_RESOLUTION = 问题解决
label-DeadlineKind-PROBLEM_CONFIRM = 结果确认
label-DeadlineKind-NOTICE = 会议通知
label-DeadlineKind-MINUTES = 会议纪要
label-DeadlineKind-MINUTES_CONFIRM = 纪要确认
label-DeadlineKind-CORRECTION = 纪要更正
