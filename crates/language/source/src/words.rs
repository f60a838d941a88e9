//! Counts and lists as words of a sentence.

/// Returns a count with a noun: `1 file`, `12,345 boxes`.
pub fn count(number: usize, what: &str) -> String {
    let ending = match (number, what.ends_with('s') || what.ends_with('x')) {
        (1, _) => "",
        (_, true) => "es",
        (_, false) => "s",
    };
    format!("{} {what}{ending}", grouped(number))
}

/// Returns a number with thousands separators: `12,345`.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Returns words as a list: `a`, `a and b`, `a, b and c`.
pub fn list(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match &words[..] {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [words @ .., last] => format!("{} and {last}", words.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_counts_readably() {
        assert_eq!(count(1, "file"), "1 file");
        assert_eq!(count(0, "class"), "0 classes");
        assert_eq!(count(1_234_567, "message"), "1,234,567 messages");
    }

    #[test]
    fn joins_words() {
        let of = |words: &[&str]| list(words);
        assert_eq!([of(&[]), of(&["a"]), of(&["a", "b"]), of(&["a", "b", "c"])], ["", "a", "a and b", "a, b and c"]);
    }
}
