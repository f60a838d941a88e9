//! Files with generated parts between marks. The rest of such a file belongs to the user.

use std::path::Path;

use super::diagnostics;
use protoward_source::Diagnostic;

/// The lines before and after a generated part.
const MARKS: [&str; 2] = ["# >>> protoward", "# <<< protoward"];

/// A piece of a file.
#[derive(Debug)]
pub(super) enum Piece {
    /// Text for a new file. An existing file keeps its own text.
    Once(String),
    /// A generated part, which replaces the one in an existing file.
    Always(String),
}

/// Returns the text of a file with the generated parts: the existing text with its parts replaced, or the text of a new
/// file.
///
/// # Errors
/// Returns an error if an existing file cannot be read, or has another number of generated parts.
pub(super) fn file(folder: &Path, path: &str, pieces: &[Piece]) -> Result<String, Box<Diagnostic>> {
    let full = folder.join(path);
    match std::fs::read_to_string(&full) {
        Ok(old) => merged(&old, pieces).map_err(|[found, needed]| diagnostics::no_room(&full, MARKS, found, needed)),
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            Ok(new(pieces))
        }
        Err(error) => Err(diagnostics::unread(&full, &error)),
    }
}

fn new(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Once(text) => text.clone(),
        Piece::Always(text) => format!("{}\n{text}{}\n", MARKS[0], MARKS[1]),
    };
    pieces.iter().map(text).collect()
}

/// Replaces the generated parts of a text. Fails with the number of parts that were found and the number of parts that are
/// needed, if they differ.
fn merged(old: &str, pieces: &[Piece]) -> Result<String, [usize; 2]> {
    let mut generated = pieces.iter().filter_map(|piece| match piece {
        Piece::Always(text) => Some(text),
        Piece::Once(_) => None,
    });
    let needed = generated.clone().count();
    let starts = old.lines().filter(|line| line.trim_end() == MARKS[0]).count();
    let ends = old.lines().filter(|line| line.trim_end() == MARKS[1]).count();
    if starts != needed || ends != needed {
        return Err([starts.min(ends), needed]);
    }
    let (mut text, mut inside) = (String::new(), false);
    for line in old.split_inclusive('\n') {
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

    fn pieces(first: &str, second: &str) -> [Piece; 4] {
        let once = |text: &str| Piece::Once(text.to_owned());
        let always = |text: &str| Piece::Always(text.to_owned());
        [once("[features]\n"), always(first), once("[dependencies]\n"), always(second)]
    }

    #[test]
    fn what_a_person_wrote_stays() {
        let text = new(&pieces("a = []\n", "prost = \"1\"\n"));
        let edited = text.replace("[dependencies]\n", "mine = []\n\n[dependencies]\nserde = \"1\"\n");
        assert_eq!(
            merged(&edited, &pieces("b = []\n", "")).as_deref(),
            Ok("[features]\n# >>> protoward\nb = []\n# <<< protoward\nmine = []\n\n[dependencies]\nserde = \"1\"\n\
             # >>> protoward\n# <<< protoward\n")
        );
    }

    #[test]
    fn places_that_are_gone_are_missed() {
        assert_eq!(merged("[features]\n", &pieces("", "")), Err([0, 2]));
        assert_eq!(merged("# >>> protoward\n# <<< protoward\n# >>> protoward\n", &pieces("", "")), Err([1, 2]));
    }
}
