//! The record of a run of the build script, for the next run: the inputs, outputs and Cargo lines of each call.
//!
//! The record is a file in `OUT_DIR`. A file that is unreadable, truncated, changed or written by another version is ignored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::digest::Digest;

/// The file name of the record.
const NAME: &str = ".protoward-record";

/// The first word of the file, with the version of the format.
const FORMAT: &str = "protoward-build-1";

/// The calls of a run, and the files that they left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The hash of each generated file; `None` for a file that does not exist.
    pub(super) files: BTreeMap<PathBuf, Option<Digest>>,
    /// The calls, in their order.
    pub(super) calls: Vec<RecordedCall>,
}

/// A call that succeeded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RecordedCall {
    /// The hash of everything that its result depends on.
    pub(super) key: Digest,
    /// The lines that Cargo received.
    pub(super) lines: Vec<String>,
    pub(super) files: Vec<WrittenFile>,
}

/// A file as a call left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenFile {
    pub(super) path: PathBuf,
    /// The hash of the content; `None` if the file does not exist.
    pub(super) digest: Option<Digest>,
    /// The content, for a file that several calls share.
    pub(super) text: Option<Vec<u8>>,
    /// `false` for files beside the code, such as descriptors.
    pub(super) is_code: bool,
}

/// Returns the hash of a generated file; `None` if there is none. A symbolic link does not count as a generated file.
pub(super) fn file_digest(path: &Path) -> Option<Digest> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    fs::read(path).ok().filter(|_| is_file).map(|content| Digest::of(&content))
}

impl Record {
    /// Reads the record of a folder. Returns an empty record if there is no valid one.
    pub(super) fn read(folder: &Path) -> Self {
        fs::read(folder.join(NAME)).ok().and_then(|text| Self::parse(&text)).unwrap_or_default()
    }

    /// Writes the record into a folder. If that fails, removes the record, so that the next run generates.
    pub(super) fn write(&self, folder: &Path) {
        let path = folder.join(NAME);
        let written = self.render().is_some_and(|text| fs::write(&path, text).is_ok());
        if !written {
            _ = fs::remove_file(path);
        }
    }

    /// Returns the text of the file; `None` if it cannot contain one of the paths.
    fn render(&self) -> Option<Vec<u8>> {
        let mut text = RecordWriter::default();
        for (path, digest) in &self.files {
            text.line("file", &[&digest_text(*digest), path_text(path)?]);
        }
        for call in &self.calls {
            text.line("call", &[&call.key.to_string()]);
            call.lines.iter().for_each(|line| text.line("line", &[line]));
            for written in &call.files {
                let word = if written.is_code { "code" } else { "beside" };
                text.line(word, &[&digest_text(written.digest), path_text(&written.path)?]);
                if let Some(content) = written.text.as_deref().filter(|_| self.is_shared(&written.path)) {
                    text.content(content);
                }
            }
        }
        let mut record = format!("{FORMAT} {}\n", Digest::of(&text.0)).into_bytes();
        record.append(&mut text.0);
        Some(record)
    }

    /// Returns `true` if several calls have written a file.
    fn is_shared(&self, path: &Path) -> bool {
        let has = |call: &&RecordedCall| call.files.iter().any(|written| written.path == path);
        self.calls.iter().filter(has).nth(1).is_some()
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let mut text = RecordReader(text);
        let checksum = text.line()?.strip_prefix(FORMAT)?.strip_prefix(' ').and_then(Digest::parse)?;
        if Digest::of(text.0) != checksum {
            return None;
        }
        let mut record = Self::default();
        while !text.0.is_empty() {
            let (word, rest) = text.line()?.split_once(' ')?;
            match word {
                "file" => {
                    let (digest, path) = file(rest)?;
                    record.files.insert(path, digest);
                }
                "call" => {
                    record.calls.push(RecordedCall { key: Digest::parse(rest)?, lines: Vec::new(), files: Vec::new() });
                }
                "line" => record.calls.last_mut()?.lines.push(rest.to_owned()),
                "code" | "beside" => {
                    let (digest, path) = file(rest)?;
                    let written = WrittenFile { path, digest, text: None, is_code: word == "code" };
                    record.calls.last_mut()?.files.push(written);
                }
                "text" => {
                    let content = text.content(rest.parse().ok()?)?;
                    record.calls.last_mut()?.files.last_mut()?.text = Some(content.to_owned());
                }
                _ => return None,
            }
        }
        Some(record)
    }
}

/// The notation for a file that does not exist.
const ABSENT: &str = "-";

fn digest_text(digest: Option<Digest>) -> String {
    digest.map_or_else(|| ABSENT.to_owned(), |digest| digest.to_string())
}

/// Returns the path as text, if it fits on a line.
fn path_text(path: &Path) -> Option<&str> {
    path.to_str().filter(|path| !path.contains('\n'))
}

/// Parses the hash and the path of a file.
fn file(line: &str) -> Option<(Option<Digest>, PathBuf)> {
    let (digest, path) = line.split_once(' ')?;
    let digest = if digest == ABSENT { None } else { Some(Digest::parse(digest)?) };
    Some((digest, path.into()))
}

/// A writer of the format: lines of words, and contents after their length.
#[derive(Default)]
struct RecordWriter(Vec<u8>);

impl RecordWriter {
    fn line(&mut self, word: &str, rest: &[&str]) {
        self.0.extend_from_slice(format!("{word} {}\n", rest.join(" ")).as_bytes());
    }

    fn content(&mut self, content: &[u8]) {
        self.line("text", &[&content.len().to_string()]);
        self.0.extend_from_slice(content);
        self.0.push(b'\n');
    }
}

/// The rest of a text being read.
struct RecordReader<'a>(&'a [u8]);

impl<'a> RecordReader<'a> {
    fn line(&mut self) -> Option<&'a str> {
        let end = self.0.iter().position(|&byte| byte == b'\n')?;
        let line = str::from_utf8(&self.0[..end]).ok();
        self.0 = &self.0[end + 1..];
        line
    }

    fn content(&mut self, length: usize) -> Option<&'a [u8]> {
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest.strip_prefix(b"\n")?;
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn written(path: &str, text: Option<&str>) -> WrittenFile {
        let digest = text.map(|text| Digest::of(text.as_bytes()));
        WrittenFile { path: path.into(), digest, text: text.map(Into::into), is_code: !path.ends_with(".binpb") }
    }

    /// Returns a record of two calls that share a file.
    fn record() -> Record {
        let call = |key: &str, files: Vec<WrittenFile>, lines: &[&str]| RecordedCall {
            key: Digest::of(key.as_bytes()),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            files,
        };
        let mut record = Record::default();
        record.calls.push(call("a", vec![written("out/mod.rs", Some("call x\n")), written("gone.rs", None)], &[]));
        record.calls.push(call("b", vec![written("out/mod.rs", Some("b"))], &["cargo:warning=text 3", ""]));
        record.files.insert("out/a name.rs".into(), Some(Digest::of(b"")));
        record.files.insert("gone.rs".into(), None);
        record
    }

    #[test]
    fn reads_back_a_record() {
        let temp = tempfile::tempdir().unwrap();
        assert_eq!(Record::read(temp.path()), Record::default());
        record().write(temp.path());
        assert_eq!(Record::read(temp.path()), record());
        record().write(&temp.path().join("missing"));
    }

    #[test]
    fn keeps_the_text_of_files_shared_by_calls() {
        let mut record = record();
        record.calls.pop();
        let alone = Record::parse(&record.render().unwrap()).unwrap();
        assert_eq!(alone.calls[0].files[0].text, None);
        assert_eq!(alone.calls[0].files[0].digest, record.calls[0].files[0].digest);
    }

    #[test]
    fn rejects_truncated_or_corrupted_records() {
        let text = record().render().unwrap();
        assert!(Record::parse(&text).is_some());
        for at in 0..text.len() {
            assert_eq!(Record::parse(&text[..at]), None, "cut off at {at}");
            let mut changed = text.clone();
            changed[at] ^= 1;
            assert_eq!(Record::parse(&changed), None, "changed at {at}");
        }
    }

    #[test]
    fn rejects_malformed_records() {
        let digest = Digest::of(b"");
        let rest = [
            "nothing\n".to_owned(),
            "other word\n".to_owned(),
            "line of no call\n".to_owned(),
            format!("code {digest} of no call\n"),
            "call 1\n".to_owned(),
            format!("call {digest}\ntext 0\n\n"),
            format!("call {digest}\ncode - a\ntext 5\nabc\n"),
            format!("call {digest}\ncode - a\ntext 18446744073709551615\nabc\n"),
            format!("file {digest}\n"),
            "file x a\n".to_owned(),
            "file - a".to_owned(),
        ];
        for rest in rest {
            let text = format!("{FORMAT} {}\n{rest}", Digest::of(rest.as_bytes()));
            assert_eq!(Record::parse(text.as_bytes()), None, "{text}");
        }
        let of_other_version =
            String::from_utf8(record().render().unwrap()).unwrap().replace(FORMAT, "protoward-build-0");
        assert_eq!(Record::parse(of_other_version.as_bytes()), None);
    }

    #[test]
    fn does_not_record_a_path_with_a_line_break() {
        let temp = tempfile::tempdir().unwrap();
        record().write(temp.path());
        let mut record = record();
        record.files.insert("a\nfile - b".into(), None);
        record.write(temp.path());
        assert_eq!(Record::read(temp.path()), Record::default(), "nor is what was recorded before");
    }
}
