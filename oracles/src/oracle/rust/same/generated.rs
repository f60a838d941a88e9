//! Random schemas: sets of proto2 and proto3 files that use the whole language.

use std::path::Path;
use std::time::Instant;

use super::{Agreements, Programs, compare};
use crate::oracle::codegen::groups::Group;
use crate::oracle::random;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::parallel;
use protoward_kit::random::Random;

/// Draws schemas until `count` of them have been compared, because protoc refuses some of them.
pub(super) fn run(seed: u64, count: u64, programs: &Programs) -> Result<bool, Error> {
    let start = Instant::now();
    let mut all = Agreements::default();
    let mut compared = 0;
    let mut drawn = 0;
    while compared < count {
        let numbers: Vec<u64> = (drawn..drawn + (count - compared)).collect();
        drawn += count - compared;
        for ways in parallel::map(&numbers, |&number| one(seed, number, programs)) {
            let ways = ways?;
            compared += u64::from(ways.build_script.total() > 0);
            all.append(ways);
        }
        // If most schemas are refused, the comparison means little.
        if drawn > 4 * count {
            break;
        }
    }
    all.print(&format!("{compared} generated schemas of {drawn}"), start.elapsed().as_secs());
    Ok(all.is_fine() && compared >= count)
}

fn one(seed: u64, number: u64, programs: &Programs) -> Result<Agreements, Error> {
    let temp = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let texts = random::legal_for_prost(seed, number);
    random::write(&texts, temp.path())?;
    let mut files: Vec<String> = texts.into_iter().map(|(name, _)| name).collect();
    files.sort();
    let tree = Tree {
        corpus: "generated",
        prefix: number.to_string(),
        dir: temp.path().to_owned(),
        includes: Vec::new(),
        files: files.clone(),
    };
    let group = Group { name: "all".to_owned(), files };
    compare(&tree, &group, Random::keyed(seed, &[number, 9]), programs)
}
