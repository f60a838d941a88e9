//! Whether a generator may be given what it was given. protoc asks when it has run, and so do we.

use super::error::{Failure, Problem};
use super::generator::{Supports, Task};
use protoward_schema::descriptor::Descriptor;

/// Editions before this one are proto2 and proto3, which every generator takes.
const FIRST_EDITION: i32 = 1000;

/// Files that need no support for editions: protobuf's own.
const EXEMPT: [&str; 2] = ["google/protobuf/", "upb/"];

/// What of the files to generate from a generator cannot take: the first file of each kind.
pub fn unsupported(generator: &str, supports: &Supports, task: &Task<'_>) -> Vec<Failure> {
    let descriptors = &task.subject.descriptors;
    let files = || task.files.iter().filter_map(|name| Some(&descriptors.files()[descriptors.position(name)?]));
    let optional = files().find(|file| file.has_proto3_optional && !supports.proto3_optional).map(|file| {
        let why = format!("has fields of proto3 that say `optional`, which `{generator}` does not support; update it");
        (file, why)
    });
    let edition = files()
        .filter(|_| !task.told.takes_any_edition)
        .find_map(|file| Some((file, edition(generator, supports, file)?)));
    let failure = |(file, why): (&Descriptor, String)| {
        *Failure::new(generator, Problem::Unsupported { file: file.name.clone(), why })
    };
    optional.into_iter().chain(edition).map(failure).collect()
}

/// Why the edition of a file is too much for a generator.
fn edition(generator: &str, supports: &Supports, file: &Descriptor) -> Option<String> {
    let edition = file.edition.filter(|&edition| edition >= FIRST_EDITION)?;
    if EXEMPT.iter().any(|folder| file.name.starts_with(folder)) {
        return None;
    }
    let Some(editions) = &supports.editions else {
        return Some(format!(
            "is of an edition, and `{generator}` does not support editions; update it, or go back to proto2 or proto3"
        ));
    };
    let shown = shown(edition);
    if edition < *editions.start() {
        let least = self::shown(*editions.start());
        return Some(format!("is of edition {shown}, and `{generator}` supports {least} and later; raise the edition"));
    }
    (edition > *editions.end()).then(|| {
        let most = match *editions.end() {
            last if last < FIRST_EDITION => "no edition".to_owned(),
            last => format!("editions up to {}", self::shown(last)),
        };
        format!("is of edition {shown}, and `{generator}` supports {most}; update it, or lower the edition")
    })
}

/// An edition as it is written in a file.
fn shown(edition: i32) -> String {
    match edition {
        1000 => "2023".to_owned(),
        1001 => "2024".to_owned(),
        1002 => "2026".to_owned(),
        9999 => "UNSTABLE".to_owned(),
        number => format!("number {number}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::generator::{Subject, Told};
    use super::*;
    use protoward_schema::descriptor::Descriptors;

    /// What is said of files in their order.
    fn said(supports: &Supports, files: &[(&str, Option<i32>, bool)]) -> Vec<String> {
        let descriptor = |&(name, edition, has_proto3_optional): &(&str, Option<i32>, bool)| Descriptor {
            name: name.to_owned(),
            edition,
            has_proto3_optional,
            ..Descriptor::default()
        };
        let descriptors = Descriptors::new(files.iter().map(descriptor).collect());
        let names: Vec<String> = files.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let subject = Arc::new(Subject { descriptors, ..Subject::default() });
        let task = Task { subject: &subject, files: &names, parameter: "", told: Told::default() };
        unsupported("protoc-gen-x", supports, &task).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_first_file_of_each_kind_is_said() {
        let files = [("e1", Some(1000), false), ("o1", None, true), ("e2", Some(1000), false), ("o2", None, true)];
        let said = said(&Supports::default(), &files);
        assert_eq!(said.len(), 2);
        assert!(said[0].starts_with("o1: ") && said[1].starts_with("e1: "), "{said:?}");
    }

    #[test]
    fn ranges_of_editions_count() {
        let range = |editions| Supports { proto3_optional: true, editions: Some(editions) };
        let fine = |supports: &Supports, edition| said(supports, &[("a", edition, true)]).is_empty();
        assert!(fine(&range(1000..=1001), Some(1001)));
        assert!(fine(&range(0..=0), None));
        assert!(!fine(&range(1001..=1002), Some(1000)));
        assert!(!fine(&range(998..=999), Some(1000)));
        assert!(!fine(&range(998..=1001), Some(1002)));
        assert!(fine(&Supports::all(), Some(1002)));
    }

    #[test]
    fn files_of_protobuf_itself_are_exempt_from_editions() {
        let file = |name| said(&Supports::default(), &[(name, Some(1000), false)]).len();
        assert_eq!(
            ["google/protobuf/sub/a.proto", "upb/a.proto", "upb_x/a.proto", "a/upb/a.proto"].map(file),
            [0, 0, 1, 1]
        );
    }
}
