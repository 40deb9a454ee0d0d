## 每类拒绝的总说明

refusal-NOT_FOUND = 未找到该对象。
refusal-STATE_CONFLICT = 当前状态“{ $status }”不允许此操作。
refusal-VERSION_CONFLICT = 该对象已被他人修改：当前版本为 { $current }。
refusal-IDEMPOTENCY_MISMATCH = 该幂等键已用于另一份输入。
refusal-LIMIT_EXCEEDED = 超过上限：最多 { $limit } 项。

## 领域规则：任意字段

rule-REQUIRED = 此项必填。
rule-TOO_LONG = 最多允许 { $max } 个字符。
rule-TOO_MANY = 最多允许 { $max } 项。
rule-TOO_FEW = 至少需要 { $min } 项。
rule-FORBIDDEN_CHARACTER = 此处不允许使用字符 { $character }。
rule-OUT_OF_RANGE = 取值应在 { $min } 与 { $max } 之间。
rule-MALFORMED = 格式不正确。
rule-DUPLICATE = 列表中有重复项。
rule-UNKNOWN = 不存在该对象。
rule-ID_TAKEN = 所选的 ID 不可用。

## 领域规则：权限

rule-PASSWORD_TOO_SHORT = 密码至少 { $min } 个字符。
rule-PASSWORD_GUESSABLE = 此密码容易被猜到：不得使用生日、手机号、常用密码或公司登记的本人信息。可使用几个互不相关的词。
rule-PASSWORD_UNCHANGED = 与当前密码相同。
rule-ROLE_MISSING = 您的角色不允许此操作。
rule-OWN_MATTER = 不能裁定自己的申请或交付。
rule-NOT_ACTIVE = 该人员账号已停用。
rule-WRONG_STATUS = 当前状态不允许此操作。

## 领域规则：文字与日期

rule-VAGUE_WORDING = 请写明日期或标准，不要使用“尽快”之类的含糊表述。
rule-IN_THE_PAST = 日期早于今天。
rule-OUTSIDE_WINDOW = 日期不在规定的起止范围内。
rule-NOT_A_WORKING_DAY = 该日期不是工作日，时限为当日结束的零点。

## 顶层错误的代码

label-ErrorCode-GRAPHQL_PARSE_FAILED = 文档不是有效的 GraphQL。
label-ErrorCode-GRAPHQL_VALIDATION_FAILED = 文档与模式不符。
label-ErrorCode-BAD_USER_INPUT = 变量、参数或文档之外的请求内容有误。
label-ErrorCode-OPERATION_NOT_FOUND = 文档中没有指定的操作，或含多个操作而未指定其一。
label-ErrorCode-UNAUTHENTICATED = 未登录或令牌无效，请登录。
label-ErrorCode-FORBIDDEN = 您无权进行此项请求。
label-ErrorCode-INVALID_ID = ID 的类型不符，或不是有效的 ID。
label-ErrorCode-INVALID_CURSOR = 游标不属于此列表、排序与筛选。
label-ErrorCode-CURSOR_EXPIRED = 游标已失效，请重新读取。
label-ErrorCode-RATE_LIMITED = 调用或数据流过多，请稍后重试。
label-ErrorCode-COST_EXCEEDED = 此调用的开销超出上限，请减少请求的内容。
label-ErrorCode-DEPTH_EXCEEDED = 字段、括号或值的嵌套过深。
label-ErrorCode-PERSISTED_QUERY_NOT_FOUND = 此哈希下没有已存的文档。
label-ErrorCode-PERSISTED_QUERY_ONLY = 只接受已存的文档。
label-ErrorCode-TIMEOUT = 未能及时答复；已开始的变更仍会执行完毕。
label-ErrorCode-UNAVAILABLE = 服务器暂时无法答复，请重试。
label-ErrorCode-INTERNAL = 服务器出错。

## 领域规则：工作日历

rule-HOURS_OVERLAP = 当日的工作时段相互重叠。
rule-CLOSES_BEFORE_OPENING = 下班时间应晚于上班时间。
rule-NOBODY_WORKS = 工作日历至少要有一个工作日设置工作时段。
