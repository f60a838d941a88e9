//! Files with generated parts between marks. The rest of such a file belongs to the user.

use std::path::Path;

use super::diagnostics;
use protoward_source::Diagnostic;

/// The lines before and after a generated part.
const MARKS: [&str; 2] = ["# >>> protoward", "# <<< protoward"];

/// A piece of a file.
#[derive(Debug)]
pub(super) enum MarkedPiece {
    /// Text for a new file. An existing file keeps its own text.
    Once(String),
    /// A generated part, which replaces the one in an existing file.
    Always(String),
}

/// Returns the text of a file with the generated parts: the existing text with its parts replaced, or the text of a new
/// file.
///
/// # Errors
/// Returns an error if an existing file cannot be read, has another number of generated parts, or has marks that are not in
/// pairs.
pub(super) fn file(folder: &Path, path: &str, pieces: &[MarkedPiece]) -> Result<String, Box<Diagnostic>> {
    let full = folder.join(path);
    match std::fs::read_to_string(&full) {
        Ok(old) => merged(&old, pieces).map_err(|error| match error {
            MarkError::Count { found, needed } => diagnostics::wrong_mark_count(&full, MARKS, found, needed),
            MarkError::Order { line, found, expected } => diagnostics::unpaired_mark(&full, line, found, expected),
        }),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            Ok(new(pieces))
        }
        Err(error) => Err(diagnostics::cannot_read(&full, &error)),
    }
}

fn new(pieces: &[MarkedPiece]) -> String {
    let text = |piece: &MarkedPiece| match piece {
        MarkedPiece::Once(text) => text.clone(),
        MarkedPiece::Always(text) => format!("{}\n{text}{}\n", MARKS[0], MARKS[1]),
    };
    pieces.iter().map(text).collect()
}

/// The reason why the generated parts of a text cannot be replaced.
#[derive(Debug, PartialEq)]
enum MarkError {
    /// The text has another number of generated parts than needed.
    Count { found: usize, needed: usize },
    /// A mark is on a line (counted from 1) where the other one is expected.
    Order { line: usize, found: &'static str, expected: &'static str },
}

/// Replaces the generated parts of a text.
fn merged(old: &str, pieces: &[MarkedPiece]) -> Result<String, MarkError> {
    let mut generated = pieces.iter().filter_map(|piece| match piece {
        MarkedPiece::Always(text) => Some(text),
        MarkedPiece::Once(_) => None,
    });
    let needed = generated.clone().count();
    let starts = old.lines().filter(|line| line.trim_end() == MARKS[0]).count();
    let ends = old.lines().filter(|line| line.trim_end() == MARKS[1]).count();
    if starts != needed || ends != needed {
        return Err(MarkError::Count { found: starts.min(ends), needed });
    }
    let mut text = String::new();
    let mut inside = false;
    for (number, line) in old.split_inclusive('\n').enumerate() {
        let [expected, other] = if inside { [MARKS[1], MARKS[0]] } else { MARKS };
        if line.trim_end() == other {
            return Err(MarkError::Order { line: number + 1, found: other, expected });
        }
        match line.trim_end() {
            mark if mark == MARKS[0] => {
                inside = true;
                text.push_str(line);
                text.push_str(generated.next().map_or("", String::as_str));
            }
            mark if mark == MARKS[1] => {
                inside = false;
                text.push_str(line);
            }
            _ if inside => {}
            _ => text.push_str(line),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(first: &str, second: &str) -> [MarkedPiece; 4] {
        let once = |text: &str| MarkedPiece::Once(text.to_owned());
        let always = |text: &str| MarkedPiece::Always(text.to_owned());
        [once("[features]\n"), always(first), once("[dependencies]\n"), always(second)]
    }

    #[test]
    fn keeps_text_outside_of_marks() {
        let text = new(&pieces("a = []\n", "prost = \"1\"\n"));
        let edited = text.replace("[dependencies]\n", "mine = []\n\n[dependencies]\nserde = \"1\"\n");
        assert_eq!(
            merged(&edited, &pieces("b = []\n", "")).as_deref(),
            Ok("[features]\n# >>> protoward\nb = []\n# <<< protoward\nmine = []\n\n[dependencies]\nserde = \"1\"\n\
             # >>> protoward\n# <<< protoward\n")
        );
    }

    #[test]
    fn reports_a_wrong_number_of_marks() {
        assert_eq!(merged("[features]\n", &pieces("", "")), Err(MarkError::Count { found: 0, needed: 2 }));
        assert_eq!(
            merged("# >>> protoward\n# <<< protoward\n# >>> protoward\n", &pieces("", "")),
            Err(MarkError::Count { found: 1, needed: 2 })
        );
    }

    #[test]
    fn reports_swapped_marks() {
        let text = "# <<< protoward\na = 1\n# >>> protoward\nmine = 1\n# >>> protoward\n# <<< protoward\n";
        assert_eq!(
            merged(text, &pieces("", "")),
            Err(MarkError::Order { line: 1, found: MARKS[1], expected: MARKS[0] })
        );
    }

    #[test]
    fn reports_nested_marks() {
        let text = "a = 1\n# >>> protoward\nmine = 1\n# >>> protoward\n# <<< protoward\n# <<< protoward\n";
        assert_eq!(
            merged(text, &pieces("", "")),
            Err(MarkError::Order { line: 4, found: MARKS[0], expected: MARKS[1] })
        );
    }
}
