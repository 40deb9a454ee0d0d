//! The rule by a table, and what has to hold of every text.

use proptest::prelude::*;

use super::*;

fn tokens(text: &str) -> BTreeSet<String> {
    Searchable::of([text]).tokens()
}

fn read(query: &str) -> Query {
    Query::read(query).expect("something to look for")
}

#[test]
fn text_is_cut_by_the_table() {
    for (text, expected) in [
        ("需求单", "需求 求单 单"),
        ("需", "需"),
        ("为配合Q3新产品", "为配 配合 合 q3 新产 产品 品"),
        ("XT202405001", "xt202405001"),
        ("MT202405001-01", "mt202405001 01"),
        ("ＭＴ２０２４　全角", "mt2024 全角 角"),
        ("Café CAFE\u{301}", "café"),
        ("zhou.qi@abc.example", "zhou qi abc example"),
        ("カタ・ﾊﾝ", "カタ タ ハン ン"),
        ("한국어", "한국 국어 어"),
        ("3.5万元", "3 5 万元 元"),
        ("①㈱", "1 株"),
        ("İstanbul", "i stanbul"),
        ("😀 — 。，！", ""),
        ("", ""),
    ] {
        let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
        assert_eq!(tokens(text), expected, "{text}");
    }
}

#[test]
fn queries_find_by_the_table() {
    let text = "为配合Q3新产品上市，开发推广H5页面 MT202405001-01 ＭＴ全角 Deadline个税";
    for (query, found) in [
        ("产品", true),
        ("新产品", true),
        ("上市 推广", true),
        ("推广上市", false),
        ("h5", true),
        ("H5页面", true),
        ("mt202405001", true),
        ("MT202405001-01", true),
        ("mt2024", false),
        ("ＭＴ", true),
        ("全角", true),
        ("DEADLINE", true),
        ("dead", false),
        ("品", true),
        ("市", true),
        ("税", true),
        ("个", true),
        ("e个", false),
        ("deadline个", true),
        ("财", false),
        ("产品 财务", false),
    ] {
        assert_eq!(read(query).finds(&tokens(text)), found, "{query}");
    }
}

#[test]
fn a_query_is_bounded_and_looks_for_something() {
    assert_eq!(Query::read(&"需".repeat(MAX_QUERY)).map(|query| query.terms().len()), Ok(1));
    assert_eq!(Query::read(&"需".repeat(MAX_QUERY + 1)), Err(Unsearchable::TooLong));
    for nothing in ["", "   ", "。、！？", "😀", "\"*\" - ()"] {
        assert_eq!(Query::read(nothing), Err(Unsearchable::Nothing), "{nothing:?}");
    }
    assert_eq!(read("税").terms(), [Term::Beginning('税')]);
    assert_eq!(read("税 q3").terms(), [Term::Token("q3".to_owned()), Term::Beginning('税')]);
}

#[test]
fn a_record_has_bounded_tokens() {
    let long = "x".repeat(10_000);
    assert_eq!(tokens(&long), BTreeSet::from(["x".repeat(MAX_TOKEN)]));
    assert!(read(&"x".repeat(150)).finds(&tokens(&long)), "a long word is cut alike on both sides");
    let many = (0..30_000).map(|number| format!("w{number} ")).collect::<Vec<_>>().concat();
    assert_eq!(tokens(&many).len(), MAX_TOKENS);
    let wide = (0..30_000)
        .map(|number| format!("{number:05}{} ", "\u{10400}".repeat(35)))
        .collect::<Vec<_>>()
        .concat();
    let bytes: usize = tokens(&wide).iter().map(String::len).sum();
    assert!(bytes <= MAX_BYTES && bytes > MAX_BYTES / 2);
}

#[test]
fn texts_do_not_run_into_each_other() {
    let both = Searchable::of(["需求", "单据"]).tokens();
    assert!(!read("求单").finds(&both) && read("需求 单据").finds(&both));
}

/// Han, letters, digits, full-width forms and signs, as people mix them.
fn mixed() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select("需求产品上市aBq3９Ｚé-. ，カ한".chars().collect::<Vec<_>>()),
        1..40,
    )
    .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    /// Tokens are letters and digits and nothing else: neither database finds a sign of its own language in them.
    #[test]
    fn tokens_are_letters_and_digits(text in "\\PC{0,60}") {
        for token in tokens(&text) {
            prop_assert!(!token.is_empty() && token.chars().all(char::is_alphanumeric), "{token:?}");
            prop_assert!(token.chars().count() <= MAX_TOKEN);
        }
    }

    #[test]
    fn a_text_is_found_by_itself_in_any_case_and_width(text in mixed()) {
        if let Ok(query) = Query::read(&text) {
            prop_assert!(query.finds(&tokens(&text)));
            prop_assert!(query.finds(&tokens(&text.to_uppercase())));
            prop_assert!(query.finds(&tokens(&text.nfkc().collect::<String>())));
        }
    }

    /// Whatever stands somewhere in a run is found, however short.
    #[test]
    fn every_part_of_a_run_is_found(run in "[需求产品上市推广]{1,12}", from in 0_usize..12, length in 1_usize..12) {
        let letters: Vec<char> = run.chars().collect();
        let from = from.min(letters.len() - 1);
        let part: String = letters[from..letters.len().min(from + length)].iter().collect();
        prop_assert!(read(&part).finds(&tokens(&run)), "{part} in {run}");
    }
}
