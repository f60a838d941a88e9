//! The code that protoc generates for Python and Java, before and after a migration: equal, except for documented lines.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::oracle::compilers::{Compiler, roots};
use protoward_kit::corpus::{Tree, files_below};
use protoward_kit::error::Error;

/// A language of a generator of protoc.
struct Generator {
    flag: &'static str,
    ending: &'static str,
    /// Returns `true` for the lines that a migration may change.
    may_differ: fn(&str) -> bool,
}

const GENERATORS: [Generator; 2] = [
    Generator { flag: "--python_out", ending: "py", may_differ: is_descriptor_in_python },
    Generator { flag: "--java_out", ending: "java", may_differ: is_descriptor_in_java },
];

/// The differences between the code before and after a migration.
#[derive(Debug, Default)]
pub(super) struct CodeCompared {
    /// Generated files that were compared.
    pub(super) files: usize,
    pub(super) findings: Vec<String>,
}

/// Generates code for the same files of two trees, and compares it.
pub(super) fn compared(protoc: &Compiler, trees: [&Tree; 2], files: &[String]) -> Result<CodeCompared, Error> {
    let mut compared = CodeCompared::default();
    for generator in &GENERATORS {
        let [old, new] = trees.map(|tree| generated(protoc, tree, files, generator));
        match (old?, new?) {
            (Ok(old), Ok(new)) => compared.compare(generator, &old, &new),
            (Ok(_), Err(why)) => {
                compared.findings.push(format!("{files:?}: {} refuses the result: {why}", generator.flag))
            }
            // The generator does not have to accept what protoc compiles.
            (Err(_), _) if files.len() == 1 => {}
            (Err(_), _) => {
                let (left, right) = files.split_at(files.len() / 2);
                for part in [left, right] {
                    compared.append(self::compared(protoc, trees, part)?);
                }
                return Ok(compared);
            }
        }
    }
    Ok(compared)
}

impl CodeCompared {
    pub(super) fn append(&mut self, other: Self) {
        self.files += other.files;
        self.findings.extend(other.findings);
    }

    fn compare(&mut self, generator: &Generator, old: &Texts, new: &Texts) {
        self.files += old.len();
        for name in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
            let lines = |texts: &Texts| -> Option<Vec<String>> {
                let lines = texts.get(name)?.lines().filter(|line| !(generator.may_differ)(line));
                // In Java, variables of descriptors are final if the code that sets them is short enough. It counts synthetic oneofs.
                Some(lines.map(|line| line.replacen("static final ", "static ", 1)).collect())
            };
            match (lines(old), lines(new)) {
                (Some(old), Some(new)) if old == new => {}
                (Some(old), Some(new)) => {
                    let at = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
                    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
                    self.findings.push(format!("{name}: generated {:?}, and {:?} before", line(&new), line(&old)));
                }
                (Some(_), None) => self.findings.push(format!("{name} is not generated any more")),
                (None, _) => self.findings.push(format!("{name} was not generated before")),
            }
        }
    }
}

/// The generated files by path.
type Texts = BTreeMap<String, String>;

/// Runs a generator. The inner error is that of protoc.
fn generated(
    protoc: &Compiler,
    tree: &Tree,
    files: &[String],
    generator: &Generator,
) -> Result<Result<Texts, String>, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let out = format!("{}={}", generator.flag, folder.path().display());
    let done = protoc.over(roots(tree)).arg(out).args(files).output()?;
    if done.code != Some(0) {
        return Ok(Err(done.stderr.trim().to_owned()));
    }
    let names = files_below(folder.path(), generator.ending)?;
    let text = |name: String| {
        let path = folder.path().join(&name);
        // Texts with invalid names of classes are in another encoding.
        let bytes = std::fs::read(&path).map_err(Error::at(&path))?;
        Ok((name, String::from_utf8_lossy(&bytes).into_owned()))
    };
    names.into_iter().map(text).collect::<Result<Texts, Error>>().map(Ok)
}

/// Returns `true` for the serialized descriptor, the places and options inside it, and imports of files that declare features.
fn is_descriptor_in_python(line: &str) -> bool {
    const PARTS: [&str; 6] = [
        ".AddSerializedFile(b'",
        "._serialized_start=",
        "._serialized_end=",
        "._loaded_options = None",
        "._serialized_options = b'",
        "_features_pb2 as google_dot_protobuf_dot_",
    ];
    PARTS.iter().any(|part| line.contains(part))
}

/// Returns `true` for declarations quoted in comments, line numbers of deprecated ones, the serialized descriptor, and the registration of
/// features.
fn is_descriptor_in_java(line: &str) -> bool {
    const PARTS: [&str; 4] = [
        "FeaturesOuterClass",
        "com.google.protobuf.JavaFeaturesProto",
        ".internalUpdateFileDescriptor(descriptor, registry);",
        "com.google.protobuf.ExtensionRegistry.newInstance();",
    ];
    const STARTS: [&str; 3] = ["* <code>", "\"", "com.google.protobuf.ExtensionRegistry registry ="];
    let start = line.trim_start();
    let is_place = start.starts_with("*     See ") && start.contains(".proto;l=");
    is_place
        || start == "com.google.protobuf.Descriptors.FileDescriptor"
        || PARTS.iter().any(|part| line.contains(part))
        || STARTS.iter().any(|it| start.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Texts {
        Texts::from([("A.java".to_owned(), text.to_owned())])
    }

    fn findings(old: &str, new: &str) -> Vec<String> {
        let mut compared = CodeCompared::default();
        compared.compare(&GENERATORS[1], &texts(old), &texts(new));
        compared.findings
    }

    #[test]
    fn only_documented_lines_may_differ() {
        let comment = |declaration: &str| format!("  * <code>{declaration}</code>\n  int getA();\n");
        assert!(findings(&comment("optional int32 a = 1;"), &comment("int32 a = 1;")).is_empty());
        assert!(findings("   *     See a/b.proto;l=7\n", "   *     See a/b.proto;l=8\n").is_empty());
        assert_eq!(findings("int getA();", "boolean hasA();\nint getA();").len(), 1);
        assert_eq!(findings("int getA();\n", "").len(), 1);
    }
}
