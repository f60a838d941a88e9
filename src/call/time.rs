use std::time::Duration;

/// Parses a duration: `5s`, `500ms`, `2m`, `1h`, or a number of seconds, as grpcurl and buf take it.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let unit = match &text[end..] {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        other => return Err(format!("`{other}` is not an unit of time; there are `ms`, `s`, `m` and `h`")),
    };
    let number: f64 = text[..end].parse().map_err(|_| "it is not a duration; write `5s` or `500ms`".to_owned())?;
    let duration = Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())?;
    if duration.is_zero() { Err("a duration of 0 leaves no time".to_owned()) } else { Ok(duration) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_durations() {
        assert_eq!(parse("5"), Ok(Duration::from_secs(5)));
        assert_eq!(parse("0.5s"), Ok(Duration::from_millis(500)));
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("2m"), Ok(Duration::from_secs(120)));
        for text in ["", "s", "-1", "0", "1d", "1.2.3", "9e99", "99999999999999999999h"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
