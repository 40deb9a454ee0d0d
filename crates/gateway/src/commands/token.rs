//! `liaison token`: a bearer token for a person, for operators who hold the signing key.

use std::process::ExitCode;

use liaison_gateway::auth::Claims;

use super::person::Person;
use super::{Outcome, print};

/// The longest life of a token, in seconds: 30 days.
const LONGEST: i64 = 30 * 24 * 3_600;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    person: Person,
    /// How long it holds, such as `90s`, `15m`, `1h`, `7d`; at most 30 days.
    #[arg(long, default_value = "1h", value_parser = seconds)]
    ttl: i64,
}

/// Seconds of a number with a unit.
fn seconds(text: &str) -> Result<i64, String> {
    let refused = || format!("not a time between 1s and 30d, such as 90s, 15m, 1h, 7d: {text:?}");
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 24 * 3_600,
        _ => return Err(refused()),
    };
    let number: i64 = digits.parse().map_err(|_| refused())?;
    let seconds = number.checked_mul(unit).ok_or_else(refused)?;
    if (1..=LONGEST).contains(&seconds) { Ok(seconds) } else { Err(refused()) }
}

pub(super) async fn run(arguments: Arguments) -> Outcome {
    let (app, keys, person) = arguments.person.open().await?;
    let claims = Claims::new(person, app.clock().now(), arguments.ttl, app.ids().next().to_string());
    print(&format!("{}\n", keys.current().sign(&claims)?))?;
    app.stop(std::time::Duration::from_secs(1)).await;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit_and_a_bound() {
        for (text, expected) in
            [("90s", Some(90)), ("1h", Some(3_600)), ("30d", Some(LONGEST)), ("31d", None)]
        {
            assert_eq!(seconds(text).ok(), expected, "{text}");
        }
        for text in ["", "h", "0s", "1", "1w", "-1h", "1.5h", "99999999999999999999d"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
