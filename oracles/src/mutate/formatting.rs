//! Changes of formatting: they move positions and change nothing else.

use super::outline::Outline;
use protoward_kit::random::Random;

/// Returns the text with a random change of formatting.
pub(crate) fn change(text: &str, random: &mut Random) -> String {
    match random.below(7) {
        0 => with_tabs(text),
        1 => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        2 => format!("\u{feff}{}", text.trim_start_matches('\u{feff}')),
        3 => on_fewer_lines(text),
        _ => with_comments(text, random),
    }
}

/// Indents with tabs, and puts tabs around `=`.
fn with_tabs(text: &str) -> String {
    let line = |line: &str| {
        let words = line.trim_start_matches("  ");
        let depth = (line.len() - words.len()) / 2;
        let tail =
            if words.contains("//") || words.contains('"') { words.into() } else { words.replace(" = ", "\t=\t") };
        format!("{}{tail}\n", "\t".repeat(depth))
    };
    text.lines().map(line).collect()
}

/// Joins lines, except those with comments and those that end within a statement.
fn on_fewer_lines(text: &str) -> String {
    let mut joined = String::new();
    for line in text.lines() {
        let keeps_line_end =
            line.contains("//") || line.contains("/*") || line.contains("*/") || !line.ends_with([';', '{', '}']);
        joined += line;
        joined.push(if keeps_line_end { '\n' } else { ' ' });
    }
    joined.push('\n');
    joined
}

/// Comments with characters of different widths.
const COMMENTS: [&str; 8] = [
    "/* 漢字 */ ",
    "/* é */ ",
    "/* 🎉 */\t",
    "/* ＡＢＣ */ ",
    "/* e\u{301} */ ",
    "/* 👩‍👩‍👧 */ ",
    "/* \t */ ",
    "/* привет */",
];

fn with_comments(text: &str, random: &mut Random) -> String {
    let mut starts: Vec<usize> = Outline::of(text).items.iter().map(|it| it.span.start).collect();
    starts = random.sample(starts, 12);
    starts.sort_unstable();
    starts.dedup();
    let mut text = text.to_owned();
    for start in starts.into_iter().rev() {
        let comment = *random.pick(&COMMENTS).expect("there are some");
        text.insert_str(start, comment);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_kit::tokens::tokens;

    #[test]
    fn keeps_the_tokens() {
        let text = "syntax = \"proto3\";\nmessage M {\n  int32 a = 1; // one\n  int32 b = 2;\n}\n";
        let words = |text: &str| -> Vec<String> {
            tokens(text).iter().map(|it| text[it.span.clone()].to_owned()).filter(|it| it != "\u{feff}").collect()
        };
        for seed in 0..50 {
            let changed = change(text, &mut Random::new(seed));
            assert_eq!(words(&changed), words(text), "{changed:?}");
            assert_ne!(changed, text);
        }
    }
}
