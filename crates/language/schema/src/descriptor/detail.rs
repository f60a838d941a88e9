//! The locations of a descriptor set that a reader needs. All locations of a large set take more memory than its schema.

use crate::wire::{Field, WireError, WireReader, WireValue, Writer};

/// The locations of a descriptor set to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// All locations with all comments.
    #[default]
    Full,
    /// The locations of files, packages and declarations, without detached comments.
    Declarations,
}

/// The field of a file with its source info.
const SOURCE_INFO: u32 = 9;

/// Copies serialized files without the locations of parts of declarations, and without detached comments.
#[derive(Default)]
pub(super) struct DeclarationsOnly {
    file: Writer,
    info: Writer,
    location: Writer,
    path: Vec<i32>,
}

impl DeclarationsOnly {
    /// Copies a file to a buffer, which the next call overwrites.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a message.
    pub(super) fn file(&mut self, file: &[u8]) -> Result<&[u8], WireError> {
        self.file.clear();
        for field in WireReader::new(file) {
            match field? {
                Field { number: SOURCE_INFO, value: WireValue::Bytes(info), .. } => {
                    self.source_info(info)?;
                    self.file.bytes(SOURCE_INFO, self.info.as_bytes());
                }
                field => self.file.raw(field.raw),
            }
        }
        Ok(self.file.as_bytes())
    }

    fn source_info(&mut self, info: &[u8]) -> Result<(), WireError> {
        self.info.clear();
        for field in WireReader::new(info) {
            let field = field?;
            let (1, WireValue::Bytes(location)) = (field.number, field.value) else {
                self.info.raw(field.raw);
                continue;
            };
            self.path.clear();
            crate::serialized_location::push_path(location, &mut self.path);
            if !is_declaration(&self.path) {
                continue;
            }
            self.location.clear();
            for part in WireReader::new(location) {
                let part = part?;
                if part.number != DETACHED {
                    self.location.raw(part.raw);
                }
            }
            self.info.bytes(1, self.location.as_bytes());
        }
        Ok(())
    }
}

/// The path of the package.
const PACKAGE: [i32; 1] = [2];

/// The field of a location with detached comments.
const DETACHED: u32 = 6;

/// Returns `true` for the descriptor path of a file, of its package or of a declaration.
fn is_declaration(path: &[i32]) -> bool {
    #[derive(Clone, Copy)]
    enum In {
        File,
        Message,
        Enum,
        Service,
        Leaf,
    }
    let mut within = In::File;
    let mut steps = path.chunks_exact(2);
    for step in &mut steps {
        within = match (within, step[0]) {
            (In::File, 4) | (In::Message, 3) => In::Message,
            (In::File, 5) | (In::Message, 4) => In::Enum,
            (In::File, 6) => In::Service,
            (In::File, 7) | (In::Message, 2 | 6 | 8) | (In::Enum | In::Service, 2) => In::Leaf,
            _ => return false,
        };
    }
    steps.remainder().is_empty() || path == PACKAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_declarations_with_their_comments() {
        let location = |path: &[i32], detached: bool| {
            let mut writer = Writer::default();
            writer.packed(1, path);
            writer.packed(2, &[1, 2, 3]);
            writer.string(3, "leading");
            writer.string(4, "trailing");
            if detached {
                writer.string(6, "detached");
            }
            writer.into_bytes()
        };
        let declarations: [&[i32]; 14] = [
            &[],
            &[2],
            &[4, 0],
            &[4, 0, 2, 1],
            &[4, 0, 3, 1, 2, 0],
            &[4, 0, 4, 1, 2, 0],
            &[4, 0, 6, 0],
            &[4, 0, 8, 0],
            &[5, 1],
            &[5, 1, 2, 3],
            &[6, 0],
            &[6, 0, 2, 0],
            &[7, 0],
            &[4, 0, 3, 0, 3, 0],
        ];
        let others: [&[i32]; 9] = [
            &[12],
            &[3, 0],
            &[8, 1],
            &[4, 0, 1],
            &[4, 0, 2, 1, 5],
            &[4, 0, 5, 0],
            &[4],
            &[7, 0, 2, 0],
            &[4, 0, 2, 1, 8, 1],
        ];
        let file = |paths: &[&[i32]], detached: bool| {
            let mut writer = Writer::default();
            writer.string(1, "a.proto");
            writer.message(SOURCE_INFO, |info| {
                paths.iter().for_each(|path| info.bytes(1, &location(path, detached)));
                info.string(7, "unknown");
            });
            writer.string(12, "proto3");
            writer.into_bytes()
        };
        let all: Vec<&[i32]> = declarations.iter().chain(&others).copied().collect();
        let mut only = DeclarationsOnly::default();
        assert_eq!(only.file(&file(&all, true)), Ok(&file(&declarations, false)[..]));
        assert!(only.file(&[0xff]).is_err());
        assert_eq!(only.file(&file(&declarations, false)), Ok(&file(&declarations, false)[..]));
    }
}
