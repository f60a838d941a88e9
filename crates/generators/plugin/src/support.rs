//! Checks whether a generator supports its files. As in protoc, the check runs after the generator.

use super::error::{Failure, GeneratorProblem};
use super::generator::{GeneratorCall, Supports};
use protoward_schema::Edition;
use protoward_schema::descriptor::Descriptor;

/// Lower edition numbers stand for proto2 and proto3, which every generator supports.
const FIRST_EDITION: i32 = 1000;

/// Files that need no support for editions: those of protobuf itself.
const EXEMPT: [&str; 2] = ["google/protobuf/", "upb/"];

/// Returns the unsupported features in the files to generate: the first file of each kind.
pub fn unsupported(generator: &str, supports: &Supports, task: &GeneratorCall<'_>) -> Vec<Failure> {
    let descriptors = &task.subject.descriptors;
    let files = || task.files.iter().filter_map(|name| Some(&descriptors.files()[descriptors.position(name)?]));
    let optional = files().find(|file| file.has_proto3_optional && !supports.proto3_optional).map(|file| {
        let why = format!("has fields of proto3 that say `optional`, which `{generator}` does not support; update it");
        (file, why)
    });
    let edition = files()
        .filter(|_| !task.request_options.takes_any_edition)
        .find_map(|file| Some((file, edition(generator, supports, file)?)));
    let failure = |(file, why): (&Descriptor, String)| {
        *Failure::new(generator, GeneratorProblem::Unsupported { file: file.name.clone(), why })
    };
    optional.into_iter().chain(edition).map(failure).collect()
}

/// Returns why a generator does not support the edition of a file.
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

/// Returns an edition in source syntax.
fn shown(edition: i32) -> String {
    Edition(edition).name().map_or_else(|| format!("number {edition}"), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::generator::{GeneratorInput, RequestOptions};
    use super::*;
    use protoward_schema::descriptor::Descriptors;

    /// Returns the messages about unsupported features of files, in order.
    fn reported(supports: &Supports, files: &[(&str, Option<i32>, bool)]) -> Vec<String> {
        let descriptor = |&(name, edition, has_proto3_optional): &(&str, Option<i32>, bool)| Descriptor {
            name: name.to_owned(),
            edition,
            has_proto3_optional,
            ..Descriptor::default()
        };
        let descriptors = Descriptors::new(files.iter().map(descriptor).collect());
        let names: Vec<String> = files.iter().map(|(name, ..)| (*name).to_owned()).collect();
        let subject = Arc::new(GeneratorInput { descriptors, ..GeneratorInput::default() });
        let task = GeneratorCall {
            subject: &subject,
            files: &names,
            parameter: "",
            request_options: RequestOptions::default(),
        };
        unsupported("protoc-gen-x", supports, &task).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reports_the_first_file_of_each_kind() {
        let files = [("e1", Some(1000), false), ("o1", None, true), ("e2", Some(1000), false), ("o2", None, true)];
        let reported = reported(&Supports::default(), &files);
        assert_eq!(reported.len(), 2);
        assert!(reported[0].starts_with("o1: ") && reported[1].starts_with("e1: "), "{reported:?}");
    }

    #[test]
    fn checks_the_range_of_editions() {
        let range = |editions| Supports { proto3_optional: true, editions: Some(editions) };
        let fine = |supports: &Supports, edition| reported(supports, &[("a", edition, true)]).is_empty();
        assert!(fine(&range(1000..=1001), Some(1001)));
        assert!(fine(&range(0..=0), None));
        assert!(!fine(&range(1001..=1002), Some(1000)));
        assert!(!fine(&range(998..=999), Some(1000)));
        assert!(!fine(&range(998..=1001), Some(1002)));
        assert!(fine(&Supports::all(), Some(1002)));
    }

    #[test]
    fn exempts_the_files_of_protobuf_itself() {
        let file = |name| reported(&Supports::default(), &[(name, Some(1000), false)]).len();
        assert_eq!(
            ["google/protobuf/sub/a.proto", "upb/a.proto", "upb_x/a.proto", "a/upb/a.proto"].map(file),
            [0, 0, 1, 1]
        );
    }
}
