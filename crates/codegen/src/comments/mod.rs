//! Comments of `.proto` files as rustdoc takes them.
//!
//! In: descriptors that prost is about to get, and then the code that it made. Out: descriptors whose comments are
//! marks, and code with the comments in the place of the marks. It must not know who generates, or where code is written.
//!
//! A comment of a `.proto` file is for people, and was never read by rustdoc: code in it would be run as a test, `<T>` is
//! taken for HTML and `[1]` for a link. prost mends some of that line by line; here a comment is read as the Markdown that
//! rustdoc would see, and what would be wrong is escaped. prost sees a mark of one word, which it hands on as it is.

mod blocks;
mod inline;

use prost_types::FileDescriptorSet;

/// What stands for a comment while prost works, with its number behind it.
const MARK: &str = "protoward-comment-";

/// The comments of a set of files, as lines for rustdoc.
#[derive(Debug, Default)]
pub struct Comments {
    lines: Vec<Vec<String>>,
}

impl Comments {
    /// Puts a mark in the place of every comment that becomes documentation. Those of services stay where a generator
    /// gets them that may do with them whatever it likes.
    pub fn take(set: &mut FileDescriptorSet, but_of_services: bool) -> Self {
        const SERVICE: i32 = 6;
        let mut comments = Self::default();
        for info in set.file.iter_mut().filter_map(|file| file.source_code_info.as_mut()) {
            for place in &mut info.location {
                if !but_of_services || place.path.first() != Some(&SERVICE) {
                    comments.take_at(place);
                }
            }
        }
        comments
    }

    fn take_at(&mut self, place: &mut prost_types::source_code_info::Location) {
        for comment in [&mut place.leading_comments, &mut place.trailing_comments] {
            *comment = comment.take().and_then(|text| self.mark(&text));
        }
        for detached in &mut place.leading_detached_comments {
            *detached = blocks::plain(detached);
        }
    }

    /// A comment without any words is none.
    fn mark(&mut self, text: &str) -> Option<String> {
        let lines = blocks::documentation(text);
        if lines.is_empty() {
            return None;
        }
        self.lines.push(lines);
        Some(format!("{MARK}{}\n", self.lines.len() - 1))
    }

    /// The code with the comments in it.
    pub fn put_back(&self, code: &str) -> String {
        let mut text = String::with_capacity(code.len());
        for line in code.split_inclusive('\n') {
            match self.marked(line) {
                Some((indent, lines)) => lines.iter().for_each(|line| push(&mut text, indent, line)),
                None => text.push_str(line),
            }
        }
        text
    }

    /// As [`put_back`](Self::put_back), for a file; what is no text has no marks.
    pub(super) fn put_back_in(&self, code: &mut Vec<u8>) {
        if let Ok(text) = str::from_utf8(code) {
            *code = self.put_back(text).into_bytes();
        }
    }

    /// The lines that a line stands for, and what stands before the mark.
    fn marked<'a, 'b>(&'a self, line: &'b str) -> Option<(&'b str, &'a [String])> {
        let (indent, rest) = line.split_once("///")?;
        let number = rest.trim().strip_prefix(MARK)?.parse::<usize>().ok()?;
        let lines = self.lines.get(number).filter(|_| indent.trim().is_empty())?;
        Some((indent, lines))
    }
}

fn push(text: &mut String, indent: &str, line: &str) {
    text.push_str(indent);
    text.push_str("///");
    if !line.is_empty() {
        text.push(' ');
        text.push_str(line);
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use prost_types::source_code_info::Location;
    use prost_types::{FileDescriptorProto, SourceCodeInfo};

    use super::*;

    fn set(leading: &str, trailing: &str) -> FileDescriptorSet {
        let location = Location {
            leading_comments: Some(leading.to_owned()),
            trailing_comments: Some(trailing.to_owned()),
            ..Location::default()
        };
        let info = SourceCodeInfo { location: vec![location] };
        FileDescriptorSet { file: vec![FileDescriptorProto { source_code_info: Some(info), ..Default::default() }] }
    }

    #[test]
    fn marks_come_back_as_comments_at_any_depth() {
        let mut set = set(" A `Vec<u8>`.\n\n Or <T>.\n", "\n \n");
        let comments = Comments::take(&mut set, false);
        let place = &set.file[0].source_code_info.as_ref().unwrap().location[0];
        assert_eq!(place.leading_comments.as_deref(), Some("protoward-comment-0\n"));
        assert_eq!(place.trailing_comments, None);
        let code = "mod a {\n    /// protoward-comment-0\n    struct A;\n}\n";
        let back = comments.put_back(code);
        assert_eq!(back, "mod a {\n    /// A `Vec<u8>`.\n    ///\n    /// Or \\<T>.\n    struct A;\n}\n");
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        let code = "/// protoward-comment-7\nlet a = \"/// protoward-comment-0\";\n";
        assert_eq!(Comments::default().put_back(code), code);
    }
}
