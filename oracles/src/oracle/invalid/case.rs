//! Cases of the format that `tests/it/cases.rs` describes: inputs, and protoc's answers to them.

/// One case.
#[derive(Debug)]
pub(super) struct Case {
    /// The names of the files to compile.
    pub(super) targets: Vec<String>,
    /// Names and contents.
    pub(super) files: Vec<(String, String)>,
    pub(super) answer: Recorded,
}

/// The answer of a compiler.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    pub(super) is_refused: bool,
    pub(super) lines: Vec<String>,
}

/// The number of characters that are recorded of a line.
const MOST_LETTERS: usize = 500;

impl Case {
    /// Reads a case of a case file.
    pub(super) fn new(case: &protoward_fixtures::Case) -> Self {
        let is_file = |name: &str| !["targets", "refused", "accepted", "buf"].contains(&name);
        let files = case.sections.iter().filter(|section| is_file(&section.name));
        let refused = case.text("refused");
        let answer = refused.or(case.text("accepted")).unwrap_or_default();
        Self {
            targets: case.text("targets").unwrap_or("a.proto").split_whitespace().map(str::to_owned).collect(),
            files: files.map(|file| (file.name.clone(), file.text.lines().map(expanded).collect())).collect(),
            answer: Recorded { is_refused: refused.is_some(), lines: answer.lines().map(str::to_owned).collect() },
        }
    }
}

/// Expands `%for 1..3: a#` into three lines, and `(a*3)` in a line that starts with `%wide` into `aaa`.
fn expanded(line: &str) -> String {
    let repeated = || {
        let (range, pattern) = line.strip_prefix("%for ")?.split_once(": ")?;
        let (from, to) = range.split_once("..")?;
        let numbers = from.parse::<u32>().ok()?..=to.parse().ok()?;
        Some(numbers.map(|it| pattern.replace('#', &it.to_string()) + "\n").collect())
    };
    let wide = || Some(widened(line.strip_prefix("%wide ")?) + "\n");
    repeated().or_else(wide).unwrap_or_else(|| format!("{line}\n"))
}

/// Expands `(text*count)`. Other parentheses stay as they are.
fn widened(line: &str) -> String {
    let mut parts = line.split('(');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let times = |it: &str| {
            let (letters, rest) = it.split_once(')')?;
            let (letters, times) = letters.split_once('*')?;
            Some(letters.repeat(times.parse().ok()?) + rest)
        };
        text += &times(part).unwrap_or_else(|| format!("({part}"));
    }
    text
}

impl Recorded {
    pub(super) fn summary(&self) -> String {
        let verdict = if self.is_refused { "refused" } else { "accepted" };
        format!("{verdict} {}", self.lines.first().map_or("", String::as_str))
    }

    /// Compares with a record, regardless of the order of lines, which differs between runs of protoc. Only the start of a line
    /// is recorded.
    pub(super) fn is_same(&self, other: &Recorded) -> bool {
        let sorted = |lines: &[String]| {
            let start = |line: &String| line.chars().take(MOST_LETTERS).collect::<String>();
            let mut lines: Vec<String> = lines.iter().map(start).collect();
            lines.sort_unstable();
            lines
        };
        self.is_refused == other.is_refused && sorted(&self.lines) == sorted(&other.lines)
    }

    /// Returns `true` if the verdict and the positions of the first error and the first warning are protoc's. If protoc refuses
    /// without an error message, any error is correct.
    pub(super) fn agrees(&self, protoc: &Recorded) -> bool {
        let is_silent = protoc.is_refused && protoc.first_error().is_none();
        self.is_refused == protoc.is_refused
            && (is_silent || self.first_error() == protoc.first_error())
            && self.first_warning() == protoc.first_warning()
    }

    /// Returns the position of the first error. Skips protoc's errors about missing files: protoward reports them at the import.
    fn first_error(&self) -> Option<&str> {
        let is_of_file = |line: &str| line.ends_with("File not found.") || line.ends_with("in the virtual path");
        self.lines.iter().find(|it| !is_warning(it) && !is_of_file(it)).map(|it| place(it))
    }

    fn first_warning(&self) -> Option<&str> {
        self.lines.iter().find(|it| is_warning(it)).map(|it| place(it))
    }
}

fn is_warning(line: &str) -> bool {
    line.contains(": warning: ")
}

/// Returns the `file:line:column` or `file` at the start of a line.
fn place(line: &str) -> &str {
    line.split_once(": ").map_or(line, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "=== one\n-- a.proto --\n%for 1..2: x#\n-- b.proto --\ny\n-- refused --\na.proto:1:2: no\n\
                        -- buf --\nnever\n\n=== two\n-- targets --\nb.proto a.proto\n-- a.proto --\nz\n-- accepted --\n";

    #[test]
    fn reads_files_targets_and_answer_of_a_case() {
        let file: protoward_fixtures::CaseFile = TEXT.parse().expect("it is a case file");
        let cases: Vec<Case> = file.cases.iter().map(Case::new).collect();
        let [one, two] = cases.as_slice() else { panic!("{cases:?}") };
        let pair = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(one.files, [pair("a.proto", "x1\nx2\n"), pair("b.proto", "y\n")]);
        assert_eq!(
            (one.targets.as_slice(), one.answer.lines.as_slice()),
            (&["a.proto".to_owned()][..], &["a.proto:1:2: no".to_owned()][..])
        );
        assert_eq!((two.targets.len(), two.answer.is_refused), (2, false));
    }

    #[test]
    fn expands_a_line_that_stands_for_a_wide_one() {
        assert_eq!(expanded("%wide rpc A(B) (C*3) {}"), "rpc A(B) CCC {}\n");
        assert_eq!(expanded("% {}"), "% {}\n");
    }

    #[test]
    fn compares_answers_by_verdict_and_places() {
        let recorded = |is_refused, lines: &[&str]| Recorded {
            is_refused,
            lines: lines.iter().map(ToString::to_string).collect(),
        };
        let protoc = recorded(true, &["x: File not found.", "a:1:2: no", "a:1:2: warning: w"]);
        assert!(recorded(true, &["a:1:2: warning: other", "a:1:2: other"]).agrees(&protoc));
        assert!(!recorded(true, &["a:1:3: no", "a:1:2: warning: w"]).agrees(&protoc));
        assert!(!recorded(true, &["a:1:2: no"]).agrees(&protoc));
        assert!(recorded(true, &["a:1:2: no"]).agrees(&recorded(true, &[])));
        assert!(!recorded(false, &[]).agrees(&recorded(true, &[])));
    }
}
