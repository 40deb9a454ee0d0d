//! The sentences of faults in zh-CN and en.
//!
//! `{name}` stands for the parameter of that name. The sentences of business refusals stand beside the schema's user
//! errors, not here.

use serde_json::{Map, Value};

use crate::locale::Locale;

macro_rules! texts {
    ($($text:ident: $en:literal, $zh:literal;)+) => {
        /// Which sentence a fault says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Text {
            $(#[doc = concat!("`", $en, "`")] $text,)+
        }

        impl Text {
            /// Every sentence.
            pub const ALL: &'static [Self] = &[$(Self::$text),+];

            const fn template(self, locale: Locale) -> &'static str {
                match (self, locale) {
                    $((Self::$text, Locale::En) => $en, (Self::$text, Locale::ZhCn) => $zh,)+
                }
            }
        }
    };
}

texts! {
    MethodNotAllowed: "{method} is not a method of this address; use {allowed}.", "此地址不接受 {method} 方法，请使用 {allowed}。";
    MutationOverGet: "Mutations are sent by POST.", "变更操作（mutation）须以 POST 发送。";
    NotAcceptable: "None of the media types in Accept can be answered: {accept}.", "Accept 中的媒体类型均不支持：{accept}。";
    StreamNotAcceptable: "A subscription is answered as text/event-stream or over a WebSocket: say so in Accept.", "订阅须以 text/event-stream 或 WebSocket 接收，请在 Accept 中声明。";
    UnsupportedMediaType: "The body must be application/json in UTF-8, not {given}.", "请求体须为 UTF-8 编码的 application/json，而非 {given}。";
    BodyTooLarge: "The body may have {limit} bytes at most.", "请求体不得超过 {limit} 字节。";
    BodyUnread: "The body could not be read to its end.", "未能读完请求体。";
    BodyTooSlow: "The body did not arrive within {limit} ms.", "请求体未在 {limit} 毫秒内送达。";
    NotUtf8: "The {part} is not valid UTF-8.", "{part} 不是有效的 UTF-8。";
    NotJson: "The {part} is not valid JSON (line {line}, column {column}).", "{part} 不是有效的 JSON（第 {line} 行第 {column} 列）。";
    JsonTooDeep: "Objects and lists of the {part} may lie {limit} levels deep at most.", "{part} 中对象与列表的嵌套不得超过 {limit} 层。";
    NotAnObject: "The body must be one JSON object with a query.", "请求体须为一个含 query 的 JSON 对象。";
    BatchOff: "Arrays of operations are not taken; send them one by one.", "不接受操作数组，请逐个发送。";
    BatchSize: "An array may have 1 to {limit} operations.", "操作数组须含 1 至 {limit} 个操作。";
    ParameterType: "The parameter {name} must be {expected}.", "参数 {name} 须为{expected}。";
    QueryMissing: "The parameter query is missing, and no documentId says which document is meant.", "缺少参数 query，也没有以 documentId 指明文档。";
    WrongSubprotocol: "A WebSocket here speaks {expected}; offer it in Sec-WebSocket-Protocol.", "此处的 WebSocket 使用 {expected} 协议，请在 Sec-WebSocket-Protocol 中声明。";
    OldSubprotocol: "The subprotocol of subscriptions-transport-ws is no longer spoken; use a client of {expected}.", "已不再支持 subscriptions-transport-ws 的子协议，请使用 {expected} 的客户端。";
    NotFound: "There is nothing at this address.", "此地址不存在。";
    DocumentTooLarge: "The document may have {limit} bytes at most.", "文档不得超过 {limit} 字节。";
    TooManyTokens: "The document may have {limit} tokens at most.", "文档的词元不得超过 {limit} 个。";
    DocumentTooDeep: "Braces, brackets and parentheses may lie {limit} levels deep at most.", "括号嵌套不得超过 {limit} 层。";
    SelectionsTooDeep: "Selections may lie {limit} levels deep at most once fragments are expanded.", "展开片段后选择集的嵌套不得超过 {limit} 层。";
    TooManySelections: "The document may stand for {limit} selections at most once fragments are expanded.", "展开片段后选择不得超过 {limit} 个。";
    FieldsTooDeep: "Fields may lie {limit} levels deep at most; these lie {found} deep.", "字段嵌套不得超过 {limit} 层，此处为 {found} 层。";
    TooManyAliases: "The document may have {limit} aliases at most.", "文档的别名不得超过 {limit} 个。";
    TooManyDirectives: "One place may have {limit} directives at most.", "同一处的指令不得超过 {limit} 个。";
    CostExceeded: "The call could reach {requested} objects; {limit} is the most. Ask for smaller pages.", "此调用最多可能涉及 {requested} 个对象，上限为 {limit}。请减小分页。";
    IntrospectionCost: "The introspection would answer {requested} values; {limit} is the most.", "此内省将返回 {requested} 个值，上限为 {limit}。";
    IntrospectionOff: "Introspection is switched off.", "内省已关闭。";
    PersistedQueryNotFound: "PersistedQueryNotFound", "PersistedQueryNotFound";
    PersistedQueryOnly: "Only registered documents are taken here.", "此处仅接受已登记的文档。";
    PersistedQueryMismatch: "The document is not the one that its identifier means.", "文档与其标识不符。";
    ParseFailed: "The document is not GraphQL: {detail}.", "文档不是有效的 GraphQL：{detail}。";
    ValidationFailed: "{detail}", "文档与模式不符：{detail}";
    FragmentCycle: "The fragment {fragment} contains itself.", "片段 {fragment} 包含了自身。";
    UnknownInputType: "The variable ${variable} has the type {type}, which is no input type of the schema.", "变量 ${variable} 的类型 {type} 不是模式中的输入类型。";
    VariablePosition: "The variable ${variable} of type {type} cannot stand where {expected} is wanted.", "类型为 {type} 的变量 ${variable} 不能用于需要 {expected} 之处。";
    ValueType: "{path} must be {expected}, not {found}.", "{path} 须为 {expected}，而非 {found}。";
    ValueNull: "{path} must not be null; it is {expected}.", "{path} 的类型为 {expected}，不得为 null。";
    ValueRange: "{path} lies outside the 32 bits of Int.", "{path} 超出 Int 的 32 位范围。";
    ValueNul: "{path} holds the character U+0000, which no text has.", "{path} 含有字符 U+0000，文本中不得使用。";
    ValueScalar: "{path} is not a valid {expected}.", "{path} 不是有效的 {expected}。";
    EnumUnknown: "{path}: {expected} has no value {found}.", "{path}：{expected} 没有值 {found}。";
    FieldUnknown: "{path}: {expected} has no field {field}.", "{path}：{expected} 没有字段 {field}。";
    FieldMissing: "{path}: the field {field} of {expected} is required.", "{path}：缺少 {expected} 的必填字段 {field}。";
    OneOfFields: "{path}: exactly one field of {expected} must be given, and not null.", "{path}：{expected} 须且只须给出一个非 null 字段。";
    FieldsDiffer: "Two different fields or arguments answer under the key {key}; use aliases.", "键 {key} 下有两个不同的字段或参数，请使用别名。";
    ShapesDiffer: "Two fields under the key {key} answer values of different form; use aliases.", "键 {key} 下的两个字段返回值形式不同，请使用别名。";
    TooMuchToCompare: "The document has too many fields that may stand for each other.", "文档中可能相互合并的字段过多。";
    OneSubscriptionField: "A subscription selects exactly one field at its root.", "订阅的根必须且只能选择一个字段。";
    RootCondition: "A field at the root of a subscription, or twice at the root of a mutation, takes no @skip and no @include.", "订阅根字段，以及变更根中重复的字段，不得使用 @skip 或 @include。";
    VariableMissing: "{path} of type {expected} is required.", "缺少必填变量 {path}（类型 {expected}）。";
    OperationNameMissing: "The document has several operations; name one in operationName.", "文档含多个操作，请以 operationName 指定其一。";
    OperationUnknown: "The document has no operation named {name}.", "文档中没有名为 {name} 的操作。";
    SignInFirst: "Sign in first: send a bearer token.", "请先登录：发送 Bearer 令牌。";
    TokenExpired: "The token has expired.", "令牌已过期。";
    TokenRefused: "The token is not valid.", "令牌无效。";
    SignInRefused: "The employee number or the password is wrong.", "工号或密码错误。";
    SecretRefused: "The secret is not valid, or not any more.", "凭证无效或已失效。";
    PasswordExpired: "The password has to be changed: call passwordChange.", "密码已到期，请使用 passwordChange 修改密码。";
    SignInSlowed: "Too many attempts: the next one is taken in {seconds} seconds.", "尝试次数过多，请于 {seconds} 秒后重试。";
    Forbidden: "You may not use {what}.", "您无权使用 {what}。";
    ClosedToGuests: "Guests may not use this.", "外部成员无权使用此项。";
    OnlyItself: "This caller acts for itself alone: only a key with a scope for it calls in the name of a person.", "此调用方只能以自身名义调用：仅具备相应权限范围的接口密钥可代表他人。";
    NobodyToActFor: "There is nobody by this number or ID in whose name a system could call.", "没有可供代表的此工号或 ID 的人员。";
    ScopeMissing: "No scope of the key covers this.", "接口密钥的权限范围不包括此项。";
    InvalidId: "This is not an ID that starts with {expected}.", "不是以 {expected} 开头的 ID。";
    InvalidCursor: "The cursor does not belong to this list, order and filter.", "游标不属于此列表、排序与筛选。";
    CursorExpired: "The cursor is no longer known; start afresh.", "游标已失效，请重新开始。";
    ArgumentsExclude: "The arguments {argument} and {other} cannot be given together.", "参数 {argument} 与 {other} 不能同时给出。";
    PeriodReversed: "The argument {argument} must not be before {min}.", "参数 {argument} 不能早于 {min}。";
    ArgumentRange: "The argument {argument} must lie between {min} and {max}.", "参数 {argument} 须在 {min} 到 {max} 之间。";
    ListTooLong: "A list in the argument {argument} may have {limit} items at most.", "参数 {argument} 中的列表不得超过 {limit} 项。";
    TextTooLong: "The argument {argument} may have {limit} characters at most.", "参数 {argument} 不得超过 {limit} 个字符。";
    NothingToFind: "The argument {argument} has no letter and no digit to look for.", "参数 {argument} 中没有可供搜索的文字、字母或数字。";
    FilterTooLarge: "The argument {argument} may lie {levels} levels deep and have {leaves} comparisons at most.", "参数 {argument} 的嵌套不得超过 {levels} 层，比较不得超过 {leaves} 个。";
    InputRefused: "The input does not parse: {detail}", "输入无法解析：{detail}";
    CallerRateLimited: "Too much in too little time: this costs {cost}, of {limit} that a caller has each minute. Try again in {seconds} seconds.", "调用过于频繁：此次成本为 {cost}，每个调用者每分钟上限为 {limit}。请于 {seconds} 秒后重试。";
    AddressRateLimited: "Too much in too little time: this costs {cost}, of {limit} that all callers from one address have each minute. Try again in {seconds} seconds.", "来自此地址的调用过于频繁：此次成本为 {cost}，同一地址每分钟上限为 {limit}。请于 {seconds} 秒后重试。";
    TooManyStreams: "{limit} streams may be open at once.", "同时打开的流不得超过 {limit} 个。";
    TooManyReservations: "{limit} event streams may be reserved at once.", "同时预留的事件流不得超过 {limit} 个。";
    TooManyConnections: "The server has no room for another connection.", "服务器已无法接受更多连接。";
    StreamUnknown: "No event stream is reserved under this token.", "此令牌没有预留的事件流。";
    StreamTaken: "The event stream is already connected.", "此事件流已连接。";
    OperationIdMissing: "extensions.operationId must name the operation.", "须以 extensions.operationId 标识操作。";
    OperationIdTaken: "An operation named {id} is already running on this stream.", "此流上已有名为 {id} 的操作。";
    SlowReader: "The stream was read too slowly and has ended; resume from the last cursor.", "读取过慢，流已结束；请从最后的游标继续。";
    Stopping: "The server is stopping; reconnect and resume from the last cursor.", "服务器即将停止，请重新连接并从最后的游标继续。";
    Timeout: "No answer within {limit} ms.", "{limit} 毫秒内未能答复。";
    Unavailable: "The server cannot answer now; try again.", "服务器暂时无法答复，请重试。";
    Internal: "Something went wrong on the server. Its log has more under the request ID.", "服务器出错，详情见日志中的请求编号。";
}

impl Text {
    pub(super) fn in_language(self, locale: Locale, params: &Map<String, Value>) -> String {
        let mut rest = self.template(locale);
        let mut sentence = String::with_capacity(rest.len() + 32);
        while let Some((before, name, after)) = placeholder(rest) {
            sentence.push_str(before);
            match params.get(name) {
                Some(Value::String(text)) => sentence.push_str(text),
                Some(other) => sentence.push_str(&other.to_string()),
                None => sentence.push('?'),
            }
            rest = after;
        }
        sentence.push_str(rest);
        sentence
    }
}

/// The text before the next `{name}`, the name, and the text after it.
fn placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn names(mut template: &str) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        while let Some((_, name, after)) = placeholder(template) {
            names.insert(name);
            template = after;
        }
        names
    }

    #[test]
    fn both_languages_name_the_same_parameters() {
        for text in Text::ALL {
            let (en, zh) = (text.template(Locale::En), text.template(Locale::ZhCn));
            assert_eq!(names(en), names(zh), "{text:?}");
            // Clients know it by this word and send the document then (urql reads nothing else).
            let is_of_the_protocol = *text == Text::PersistedQueryNotFound;
            assert!(is_of_the_protocol || !zh.is_ascii(), "{text:?} is not translated");
        }
    }

    #[test]
    fn parameters_are_filled_in_and_never_read_again() {
        let params = serde_json::json!({"limit": 12, "found": "{limit}"});
        let params = params.as_object().expect("an object");
        let said = Text::FieldsTooDeep.in_language(Locale::En, params);
        assert_eq!(said, "Fields may lie 12 levels deep at most; these lie {limit} deep.");
    }
}
