// The words of the console in both languages, and the labels of what the API answers in codes.

const TEXTS = {
  skip: ['跳到内容', 'Skip to content'],
  brand: ['跨部门协作', 'Cross-department work'],
  'view.walk': ['流程演示', 'Walk-through'],
  'view.query': ['查询', 'Query'],
  'view.schema': ['模式', 'Schema'],
  'view.feed': ['动态', 'Feed'],
  views: ['视图', 'Views'],
  language: ['English', '中文'],
  'language.hint': ['Switch to English', '切换到中文'],
  'theme.system': ['外观：跟随系统', 'Theme: system'],
  'theme.light': ['外观：浅色', 'Theme: light'],
  'theme.dark': ['外观：深色', 'Theme: dark'],
  'person.label': ['以谁的身份', 'Act as'],
  'person.none': ['未登录', 'Signed out'],
  'person.own': ['粘贴的令牌', 'Pasted token'],
  'person.paste': ['粘贴令牌…', 'Paste tokens…'],
  'tokens.title': ['访问令牌', 'Access tokens'],
  'tokens.help': [
    '令牌只留在本页内存里，刷新即清除。用 liaison token --person 工号 签发。',
    'Tokens stay in this page’s memory and are gone on reload. Issue one with liaison token --person EMPLOYEE_NUMBER.',
  ],
  'tokens.own': ['查询、模式与动态', 'Query, schema and feed'],
  'tokens.save': ['使用', 'Use'],
  'tokens.cancel': ['取消', 'Cancel'],
  'tokens.missing': ['此步骤需要 {name} 的令牌。', 'This step needs a token of {name}.'],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  close: ['关闭', 'Close'],
  run: ['运行', 'Run'],
  stop: ['停止', 'Stop'],
  'query.document': ['操作', 'Operation'],
  'query.variables': ['变量（JSON）', 'Variables (JSON)'],
  'query.response': ['结果', 'Response'],
  'query.prettify': ['整理格式', 'Prettify'],
  'query.history': ['历史', 'History'],
  'query.history.empty': ['还没有运行过操作。', 'Nothing has been run yet.'],
  'query.history.note': ['只留在内存里', 'in memory only'],
  'query.curl': ['复制为 curl', 'Copy as curl'],
  'query.operation': ['要运行的操作', 'Operation to run'],
  'query.idle': ['按 Ctrl+Enter 运行。', 'Press Ctrl+Enter to run.'],
  'query.running': ['运行中…', 'Running…'],
  'query.streaming': ['正在接收：{count} 条消息', 'Receiving: {count} messages'],
  'query.keys': ['Ctrl+Enter 运行 · Shift+Ctrl+F 整理格式 · Esc 后按 Tab 离开编辑器', 'Ctrl+Enter runs · Shift+Ctrl+F prettifies · Esc, then Tab leaves the editor'],
  'query.badVariables': ['变量不是合法的 JSON：{reason}', 'The variables are not valid JSON: {reason}'],
  'query.badDocument': ['第 {line} 行无法整理：{reason}', 'Cannot prettify line {line}: {reason}'],
  'query.unreachable': ['连不上服务器：{reason}', 'The server cannot be reached: {reason}'],
  'meta.time': ['耗时', 'Time'],
  'meta.size': ['大小', 'Size'],
  'meta.cost': ['成本', 'Cost'],
  'meta.status': ['状态', 'Status'],
  'schema.search': ['查找类型、字段、参数或说明', 'Find types, fields, arguments or descriptions'],
  'schema.loading': ['正在读取模式…', 'Reading the schema…'],
  'schema.failed': ['读不到模式：{reason}', 'The schema cannot be read: {reason}'],
  'schema.retry': ['重试', 'Try again'],
  'schema.roots': ['入口', 'Roots'],
  'schema.kind.OBJECT': ['对象', 'Objects'],
  'schema.kind.INPUT_OBJECT': ['输入', 'Inputs'],
  'schema.kind.INTERFACE': ['接口', 'Interfaces'],
  'schema.kind.UNION': ['联合', 'Unions'],
  'schema.kind.ENUM': ['枚举', 'Enums'],
  'schema.kind.SCALAR': ['标量', 'Scalars'],
  'schema.fields': ['字段', 'Fields'],
  'schema.inputFields': ['输入字段', 'Input fields'],
  'schema.values': ['取值', 'Values'],
  'schema.arguments': ['参数', 'Arguments'],
  'schema.implements': ['实现', 'Implements'],
  'schema.possible': ['可能的类型', 'Possible types'],
  'schema.usedBy': ['出现在', 'Used by'],
  'schema.deprecated': ['已弃用', 'Deprecated'],
  'schema.oneOf': ['恰好填一项', 'exactly one field'],
  'schema.default': ['默认 {value}', 'default {value}'],
  'schema.try': ['在查询中试用', 'Try it'],
  'schema.none': ['没有匹配“{text}”的内容。', 'Nothing matches “{text}”.'],
  'schema.types': ['{count} 个类型', '{count} types'],
  'schema.specified': ['规范', 'Specification'],
  'schema.noDescription': ['（没有说明）', '(no description)'],
  'feed.title': ['动态', 'Feed'],
  'feed.filter': ['按文字筛选', 'Filter by text'],
  'feed.subjects': ['按对象筛选', 'Filter by subject'],
  'feed.pause': ['暂停', 'Pause'],
  'feed.resume': ['继续', 'Resume'],
  'feed.clear': ['清空', 'Clear'],
  'feed.empty': ['还没有变更。任何人提交的变更都会立刻出现在这里。', 'Nothing yet. Whatever anybody commits appears here at once.'],
  'feed.noMatch': ['没有符合筛选条件的变更。', 'No change matches the filter.'],
  'feed.waiting': ['暂停中，另有 {count} 条', 'Paused, {count} more'],
  'feed.connecting': ['连接中', 'Connecting'],
  'feed.open': ['实时', 'Live'],
  'feed.retrying': ['{seconds} 秒后重连', 'Reconnecting in {seconds} s'],
  'feed.stopped': ['已停止', 'Stopped'],
  'feed.signIn': ['选择身份或粘贴令牌后即可观看。', 'Choose a person or paste a token to watch.'],
  'feed.reconnect': ['重新连接', 'Reconnect'],
  'feed.expired': ['游标已失效，从现在开始观看。', 'The cursor has expired; watching from now on.'],
  'feed.server': ['系统', 'Server'],
  'feed.changed': ['变更字段', 'Changed'],
  'feed.asSeenBy': ['{name} 看到的', 'as {name} sees it'],
  'walk.steps': ['步骤', 'Steps'],
  'walk.step': ['第 {n} 步，共 {of} 步', 'Step {n} of {of}'],
  'walk.acts': ['执行人', 'Acting'],
  'walk.document': ['操作', 'Operation'],
  'walk.variables': ['变量', 'Variables'],
  'walk.answer': ['结果', 'Answer'],
  'walk.run': ['执行这一步', 'Take this step'],
  'walk.next': ['下一步', 'Next step'],
  'walk.all': ['一路执行到底', 'Take all that remain'],
  'walk.pause': ['停下', 'Halt'],
  'walk.again': ['重新开始', 'Start over'],
  'walk.open': ['在查询中打开', 'Open in Query'],
  'walk.wait': ['先执行前面的步骤，这里的 {name} 才有值。', 'Take the steps before this one first: {name} is not known yet.'],
  'walk.idle': ['执行后在这里看到结果。', 'The answer will stand here.'],
  'walk.refused': ['这一步被拒绝', 'This step was refused'],
  'walk.expected': ['核对', 'Checked'],
  'walk.instead': ['应为 {value}', 'expected {value}'],
  'walk.done': ['全程走完。记录就在这里，谁也改不了。', 'The whole life is on record, and nobody can rewrite it.'],
  'walk.request': ['需求', 'Request'],
  'walk.task': ['任务', 'Task'],
  'walk.problem': ['问题', 'Problem'],
  'walk.noCode': ['尚未编号', 'No code yet'],
  'walk.notYet': ['尚未建立', 'not yet'],
  'walk.noDemo': [
    '这套步骤按演示公司编写，请用 liaison demo 启动；在别的环境里，请为每位执行人粘贴令牌。',
    'The steps are written for the demo company: start it with liaison demo. Elsewhere, paste a token for each person who acts.',
  ],
  'walk.other': [
    '这个数据库里已经走过一遍，因此编号顺延。',
    'This database has been walked through before, so the code is the next one.',
  ],
};

const STATUS = {
  DRAFT: ['草稿', 'Draft'], SUBMITTED: ['待确认', 'Submitted'], CLARIFYING: ['沟通中', 'Clarifying'],
  AGREED: ['已达成共识', 'Agreed'], CONFIRMED: ['已确认', 'Confirmed'], IN_PROGRESS: ['进行中', 'In progress'],
  DELIVERED: ['待验收', 'Delivered'], ACCEPTED: ['已验收', 'Accepted'], CLOSED: ['已关闭', 'Closed'],
  ARCHIVED: ['已归档', 'Archived'], DECLINED: ['已退回', 'Declined'], WITHDRAWN: ['已撤回', 'Withdrawn'],
  NOT_STARTED: ['未开始', 'Not started'], NEEDS_SUPPORT: ['需支持', 'Needs support'], REWORK: ['需修改', 'Rework'],
  COMPLETED: ['已完成', 'Completed'], CANCELLED: ['已取消', 'Cancelled'], OPEN: ['待解决', 'Open'],
  RESOLVING: ['解决中', 'Resolving'], RESOLVED: ['已解决', 'Resolved'], PENDING: ['待答复', 'Pending'],
  CHANGES_REQUESTED: ['需调整', 'Changes requested'], BY_DEFAULT: ['默认承接', 'By default'],
};

// A problem's last status has another label than a request's of the same name.
const PROBLEM_STATUS = { CONFIRMED: ['已关闭', 'Closed'], WITHDRAWN: ['已撤销', 'Withdrawn'] };

const SUBJECTS = {
  REQUEST: ['需求', 'Request'], TASK: ['任务', 'Task'], PROBLEM: ['问题', 'Problem'], RATING: ['评价', 'Rating'],
  PROGRESS_REPORT: ['进度同步', 'Progress report'], DEPARTMENT: ['部门', 'Department'], PERSON: ['人员', 'Person'],
  FORM_TEMPLATE: ['表单模板', 'Form template'], RESOURCE: ['资源', 'Resource'],
  PROCESS_PACK: ['流程包', 'Process pack'], PACK_ASSIGNMENT: ['流程包适用范围', 'Pack assignment'],
  WORKING_CALENDAR: ['工作日历', 'Working calendar'],
  CUSTOMER: ['客户', 'Customer'], CONTACT: ['客户联系人', 'Contact'], INTERACTION: ['客户沟通记录', 'Interaction'], CALENDAR_FEED: ['日历订阅', 'Calendar feed'], API_KEY: ['接口密钥', 'API key'],
};

const EVENTS_ZH = {
  RequestCreated: '登记需求', RequestUpdated: '修改草稿', RequestDiscarded: '丢弃草稿', RequestSubmitted: '提交需求', PartyReviewed: '初审',
  PartyResponded: '答复', PartyAskedAgain: '再次征询', LiaisonNamed: '指定对接人', LiaisonVacated: '对接人空缺', LeadNamed: '指定牵头部门',
  AcceptorsNamed: '指定验收人', RequestRevised: '修订内容', SignatureVoided: '签章失效', PartyAdded: '增加协作部门', PartyRemoved: '移除协作部门',
  PartyRerouted: '改派协作部门', RequestClarifying: '进入沟通', RequestAgreed: '达成共识', RequestSigned: '签章', RequestConfirmed: '确认生效',
  RequestStarted: '开始执行', RequestDelivered: '进入待验收', RequestReopened: '回到进行中', RequestAccepted: '验收需求', RequestClosed: '关闭需求',
  RequestArchived: '归档', RequestWithdrawn: '撤回', RequestDeclined: '退回', RequestBlocked: '受阻', RequestUnblocked: '解除受阻',
  RequestEscalated: '升级', EscalationTakenUp: '受理升级', EscalationPassedOn: '升级上交', RulingProposed: '提出裁决', RequestRuled: '裁决',
  EscalationEnded: '升级结束', PriorityChanged: '调整优先级', RequestHandedOver: '移交发起人', InitiatorVacated: '发起人空缺',
  ResourceNeedDecided: '审批资源', ConflictOverridden: '裁定资源冲突', RequestMarkedReviewed: '复核进度', ParticipantsChanged: '参与人变更',
  DepartmentMoved: '部门变更', DeadlineLapsed: '时限已过', TaskCreated: '建立任务', TaskDispatched: '下达任务', TaskAcknowledged: '确认接收',
  TaskStarted: '开始任务', ProgressReported: '同步进度', TaskNeedsSupport: '需要支持', TaskSupported: '支持到位', DeliverableAttached: '登记交付物',
  TaskDelivered: '交付任务', TaskPassed: '验收通过', TaskSentToRework: '退回修改', ExtensionRequested: '申请延期', ExtensionDecided: '审批延期',
  TaskDateSet: '改定日期', TaskPlanChanged: '调整计划', TaskReassigned: '更换负责人', TaskAssigneeVacated: '负责人空缺', TaskCancelled: '取消任务',
  TaskOverdue: '任务逾期', ProblemRaised: '提出问题', ProblemTakenUp: '接手问题', ProblemUpdated: '更新问题', ProblemMoved: '转派问题',
  ProblemResolved: '解决问题', ProblemRejected: '未解决', ProblemConfirmed: '确认结果', ProblemWithdrawn: '撤销问题', RatingGiven: '评价',
  RatingRevised: '修改评价',
  CustomerCreated: '建立客户', CustomerUpdated: '修改客户', CustomerHandedOver: '移交客户', CustomerContacted: '与客户沟通',
  CustomerFollowUpMoved: '调整跟进时间', CustomerDepartmentMoved: '客户部门变更', ContactAdded: '添加联系人', ContactUpdated: '修改联系人',
  ContactRemoved: '移除联系人', ContactUnmasked: '查看未脱敏信息', ContactErased: '抹除联系人信息', InteractionRecorded: '记录沟通',
  InteractionUpdated: '修改沟通记录', MeasureLinked: '措施转为任务或协同', CalendarFeedCreated: '创建日历订阅', CalendarFeedRevoked: '撤销日历订阅', CalendarFeedErased: '抹除日历订阅', ApiKeyCreated: '创建接口密钥', ApiKeyRevoked: '撤销接口密钥',
};

const LANGUAGES = ['zh-CN', 'en'];

/** The text with this key in the chosen language, `{name}` filled from `values`. */
function t(key, values = {}) {
  const pair = TEXTS[key];
  const text = pair ? pair[LANGUAGES.indexOf(settings.language)] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The side of a text that stands in both languages, as the walk-through's do. */
const tr = (both) => both?.[settings.language] ?? both?.en ?? '';

const label = (table, value) => table[value]?.[LANGUAGES.indexOf(settings.language)];
const statusLabel = (value, subject) =>
  (subject === 'PROBLEM' && label(PROBLEM_STATUS, value)) || label(STATUS, value) || value;
const subjectLabel = (kind) => label(SUBJECTS, kind) ?? kind;
const eventLabel = (type) =>
  settings.language === 'zh-CN' && EVENTS_ZH[type]
    ? EVENTS_ZH[type]
    : type.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
