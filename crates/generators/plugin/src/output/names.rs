//! Validation of file names: they must stay in their folder on every platform.

use std::collections::BTreeMap;

use crate::error::Failure;
use protoward_source::paths::System;

/// The used names of one folder.
#[derive(Debug)]
pub(super) struct OutputNames {
    /// The system by whose rules a generator makes names.
    system: System,
    is_archive: bool,
    allow_escape: bool,
    /// All paths and their parent folders, by lower-case spelling.
    taken: BTreeMap<String, UsedName>,
}

#[derive(Debug)]
struct UsedName {
    path: String,
    is_file: bool,
    generator: String,
}

impl OutputNames {
    pub(super) const fn new(system: System, is_archive: bool, allow_escape: bool) -> Self {
        Self { system, is_archive, allow_escape, taken: BTreeMap::new() }
    }

    /// Returns the path for a name. Archives keep names, as in protoc.
    pub(super) fn path(&self, name: &str) -> String {
        if self.is_archive { name.to_owned() } else { path(&self.system.portable(name)) }
    }

    /// Returns the path for a new file.
    pub(super) fn admit(
        &mut self,
        generator: &str,
        name: &str,
        warnings: &mut Vec<String>,
    ) -> Result<String, Box<Failure>> {
        if self.is_archive {
            // Like protoc, accepts any name; unpacking may reject it.
            if name.contains("..") && !self.allow_escape {
                warnings.push(format!(
                    "`{generator}` generates `{name}`, and `..` leads out of where the archive is unpacked"
                ));
            }
            return Ok(name.to_owned());
        }
        // The protocol has `/`, but generators for Windows join names with `\`.
        let slashed = self.system.portable(name);
        let why = wrong(&slashed).filter(|_| !(self.allow_escape && name.contains("..")));
        if let Some(why) = why {
            return Err(Failure::output(generator, name, why));
        }
        let path = path(&slashed);
        self.take(generator, name, &path)?;
        if slashed != name {
            warnings.push(format!("`{generator}` generates `{name}`, which is written as `{path}`"));
        }
        Ok(path)
    }

    fn take(&mut self, generator: &str, name: &str, path: &str) -> Result<(), Box<Failure>> {
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for prefix in ends.map(|end| &path[..end]) {
            let is_file = prefix.len() == path.len();
            let fold = prefix.to_lowercase();
            let Some(taken) = self.taken.get(&fold) else {
                let path = prefix.to_owned();
                let generator = generator.to_owned();
                self.taken.insert(fold, UsedName { path, is_file, generator });
                continue;
            };
            let UsedName { path: other, generator: by, .. } = taken;
            if taken.is_file && is_file && other == prefix {
                return Err(twice(generator, name, by));
            }
            if taken.is_file != is_file {
                let why = format!("which would be a file and a folder, as `{other}` of `{by}` is there");
                return Err(Failure::output(generator, name, why));
            }
            if other != prefix {
                let why = format!("which is the same as `{other}` of `{by}` where upper and lower case do not count");
                return Err(Failure::output(generator, name, why));
            }
        }
        Ok(())
    }
}

/// Returns the failure for a file that already exists.
pub(super) fn twice(generator: &str, name: &str, by: &str) -> Box<Failure> {
    let why = if generator == by {
        "and has generated it before".to_owned()
    } else {
        format!("which `{by}` generates as well; give one of them another folder")
    };
    Failure::output(generator, name, why)
}

/// Returns a name without empty parts and `.`, as protoc compares names.
fn path(name: &str) -> String {
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    parts.join("/")
}

/// Returns the problem of an invalid name, as the end of a sentence.
fn wrong(name: &str) -> Option<String> {
    let why = match name {
        _ if name.contains("..") => "and a name with `..` may lead out of the output folder",
        _ if name.starts_with(['/', '\\']) => "and a name that is an absolute path leads out of the output folder",
        _ if name.len() > 1 && name.as_bytes()[1] == b':' && name.as_bytes()[0].is_ascii_alphabetic() => {
            "and a name that begins with a drive leads out of the output folder"
        }
        _ if name.ends_with('/') || path(name).is_empty() => "which names no file",
        _ if name.contains(|character: char| character.is_control() || "\\:*?\"<>|".contains(character)) => {
            "and its name has a character that not every system takes"
        }
        _ => {
            return System::Windows.unusable(&path(name)).map(|part| format!("and `{part}` names no file on Windows"));
        }
    };
    Some(why.to_owned())
}
