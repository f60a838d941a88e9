//! Where an insertion goes, and how it is indented. The rules are those of protoc: the comments on `insertion_point` in
//! `google/protobuf/compiler/plugin.proto`, and what it does where they are silent.

use std::iter::Peekable;

use memchr::memmem;

use crate::generator::GeneratedFile;

/// What marks a place.
const MARK: &[u8] = b"@@protoc_insertion_point(";

/// Something to be put into a file.
pub(super) struct Insertion {
    pub(super) name: String,
    /// Whole lines.
    pub(super) content: Vec<u8>,
    pub(super) info: Option<Vec<u8>>,
}

/// Where something was put, and what stands in front of each of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) offset: usize,
    pub(super) indent: usize,
}

impl Insertion {
    pub(super) fn new(file: GeneratedFile) -> Self {
        Self { name: file.name, content: lines(file.content), info: file.info.filter(|info| !info.is_empty()) }
    }

    /// Takes the insertions at the same place that follow, so that thousands of them do not move the file thousands of
    /// times. They come to the same, one by one or all at once, where they bring no marks and no places of their own.
    pub(super) fn with_those_behind(
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

/// Ends with the end of a line.
fn lines(mut content: Vec<u8>) -> Vec<u8> {
    if content.last().is_some_and(|&last| last != b'\n') {
        content.push(b'\n');
    }
    content
}

/// Puts lines in front of a mark; `None` if the text does not have it.
pub(super) fn insert(target: &mut Vec<u8>, point: &str, lines: &[u8]) -> Option<At> {
    let mark = [MARK, point.as_bytes(), b")"].concat();
    let found = memmem::find(target, &mark)?;
    let offset = match is_inline(target, found) {
        true => found - 3,
        false => memchr::memrchr(b'\n', &target[..found]).map_or(0, |newline| newline + 1),
    };
    let indent = target[offset..].iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
    let text = indented(lines, &target[offset..offset + indent]);
    target.splice(offset..offset, text);
    Some(At { offset, indent })
}

/// Whether the mark follows `/*` and one more character: what is inserted then goes right there, into the line.
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
