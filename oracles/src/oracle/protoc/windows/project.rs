//! The files of the working folder, whose lines end as on Unix or on Windows.

use std::path::Path;

use crate::disk;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::random::Random;

/// The texts, by their names.
const TEXTS: [(&str, &str); 13] = [
    (
        "proto/a/a.proto",
        "syntax = \"proto3\";\npackage a;\nimport \"a/b.proto\";\n// Comment\n// of two lines.\nmessage A { B b = 1; }\n",
    ),
    (
        "proto/a/b.proto",
        "syntax = \"proto3\";\npackage a;\n/* Block\n * comment. */\nmessage B {\n  string s = 1;  // after\n}\n",
    ),
    ("proto/a/B2.proto", "syntax = \"proto3\";\npackage b2;\nmessage B { int32 i = 1; }\n"),
    ("proto/a/a_.proto", "syntax = \"proto3\";\npackage underscore;\nmessage B { int32 i = 1; }\n"),
    ("proto/a/ab.proto", "syntax = \"proto3\";\npackage ab;\nimport public \"a/b.proto\";\nmessage B { a.B b = 1; }\n"),
    ("proto/a/c1.proto", "syntax = \"proto3\";\npackage c1;\nenum E { ZERO = 0; }\n"),
    ("proto/a/c2.proto", "edition = \"2023\";\npackage c2;\nmessage M { string s = 1; }\n"),
    (
        "proto/s.proto",
        "syntax = \"proto3\";\npackage s;\nimport \"a/b.proto\";\n// S serves.\nservice S {\n  // Get.\n  rpc Get(a.B) returns (a.B);\n}\n",
    ),
    ("proto/bad.proto", "syntax = \"proto3\";\n\nmessage C {\n\n  strin s = 1;\n}\n"),
    ("other/a/b.proto", "syntax = \"proto3\";\npackage a;\nmessage B { string other = 1; }\n"),
    ("other/d.proto", "syntax = \"proto3\";\npackage d;\nimport \"a/b.proto\";\nmessage D { a.B b = 1; }\n"),
    ("root.proto", "syntax = \"proto3\";\npackage root;\nimport \"proto/a/b.proto\";\nmessage R { a.B b = 1; }\n"),
    ("out/kept.txt", "kept\n"),
];

/// The plugins, which print a file. One has a name with a backslash.
const PLUGINS: [(&str, &[u8]); 6] = [
    ("protoc-gen-x.bat", b"@type response\r\n"),
    ("protoc-gen-fails.cmd", b"@echo problem>&2\r\n@exit 3\r\n"),
    ("bin/protoc-gen-y.cmd", b"@type bin\\response\r\n"),
    ("bin/with blank.bat", b"@type bin\\response\r\n"),
    ("response", b"\x10\x01\x7a\x0a\x0a\x05x.txt\x7a\x011"),
    ("bin/response", b"\x10\x01\x7a\x0c\x0a\x07x\\y.txt\x7a\x012"),
];

pub(super) struct Project {
    /// The end of each line of a text.
    line_end: &'static str,
    /// The end of each source, which programs of Windows may not read.
    end: &'static str,
}

impl Project {
    pub(super) fn draw(seed: u64, number: u64) -> Self {
        let mut random = Random::keyed(seed, &[number, 1]);
        let line_end = if random.chance(2) { "\r\n" } else { "\n" };
        let end = if random.chance(8) { "\x1a after the end" } else { "" };
        Self { line_end, end }
    }

    /// Replaces the content of a folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Error> {
        files::clear(folder)?;
        disk::write_all(folder, TEXTS.map(|(name, text)| (name, text.replace('\n', self.line_end) + self.end)))?;
        disk::write_all(folder, PLUGINS)
    }
}
