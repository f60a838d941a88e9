//! Position and indentation of insertions. The rules are those in the comments on `insertion_point` in
//! `google/protobuf/compiler/plugin.proto`, supplemented by protoc's behavior.

use std::iter::Peekable;

use memchr::memmem;

use crate::generator::GeneratedFile;

/// The marker of an insertion point.
const MARK: &[u8] = b"@@protoc_insertion_point(";

/// An insertion into a file.
pub(super) struct Insertion {
    pub(super) name: String,
    /// The content, in whole lines.
    pub(super) content: Vec<u8>,
    pub(super) info: Option<Vec<u8>>,
}

/// The position of an insertion, and the indentation of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InsertionPoint {
    pub(super) offset: usize,
    pub(super) indent: usize,
}

impl Insertion {
    pub(super) fn new(file: GeneratedFile) -> Self {
        Self { name: file.name, content: lines(file.content), info: file.info.filter(|info| !info.is_empty()) }
    }

    /// Merges the following insertions at the same point, so that thousands of them do not move the file thousands of
    /// times. The result is the same if they contain neither markers nor metadata.
    pub(super) fn with_following(
        mut self,
        files: &mut Peekable<impl Iterator<Item = GeneratedFile>>,
        point: &str,
    ) -> Self {
        let is_plain = |content: &[u8], info: Option<&[u8]>| {
            info.is_none_or(<[u8]>::is_empty) && memmem::find(content, MARK).is_none()
        };
        if !is_plain(&self.content, self.info.as_deref()) {
            return self;
        }
        let fits = |file: &GeneratedFile| {
            file.name == self.name
                && file.insertion_point.as_deref() == Some(point)
                && is_plain(&file.content, file.info.as_deref())
        };
        while let Some(next) = files.next_if(fits) {
            self.content.extend(lines(next.content));
        }
        self
    }
}

/// Adds a missing line break at the end.
fn lines(mut content: Vec<u8>) -> Vec<u8> {
    if content.last().is_some_and(|&last| last != b'\n') {
        content.push(b'\n');
    }
    content
}

/// Inserts lines before a marker; `None` if the text does not contain it.
pub(super) fn insert(target: &mut Vec<u8>, point: &str, lines: &[u8]) -> Option<InsertionPoint> {
    let mark = [MARK, point.as_bytes(), b")"].concat();
    let found = memmem::find(target, &mark)?;
    let offset = if is_inline(target, found) {
        found - 3
    } else {
        memchr::memrchr(b'\n', &target[..found]).map_or(0, |newline| newline + 1)
    };
    let indent = target[offset..].iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
    let text = indented(lines, &target[offset..offset + indent]);
    target.splice(offset..offset, text);
    Some(InsertionPoint { offset, indent })
}

/// Returns `true` if the marker follows `/*` and one more character: the content is then inserted there, inside the
/// line.
fn is_inline(target: &[u8], mark: usize) -> bool {
    mark > 3 && target[mark - 3..].starts_with(b"/*")
}

fn indented(lines: &[u8], indent: &[u8]) -> Vec<u8> {
    if indent.is_empty() {
        return lines.to_vec();
    }
    let lines = lines.split_inclusive(|&byte| byte == b'\n');
    lines.flat_map(|line| indent.iter().chain(line)).copied().collect()
}
