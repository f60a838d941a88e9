//! Drawn modules that both programs accept. A module that one of them refuses is drawn again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Files, MODULES, clear, write};
use crate::disk;
use crate::oracle::breaking::gates::Gate;
use crate::oracle::lint::corpora::refused_by_either;
use crate::oracle::lint::draw::draw;
use crate::oracle::lint::workspaces::number_of;
use protoward_kit::error::Error;
use protoward_kit::parallel;

/// Number of cases whose modules are checked together.
const CASES: usize = 50;

/// Number of rounds that draw refused modules again.
const ROUNDS: u64 = 16;

/// Distance between the numbers of the draws for a module.
const STRIDE: u64 = 1_000_000;

/// The modules of cases.
#[derive(Default)]
pub(super) struct Pool {
    /// The modules of a case. Without modules that both programs accept, a case is left out.
    pub(super) cases: BTreeMap<u64, Vec<Files>>,
    /// The files that only protoward refuses.
    pub(super) only_ours: Vec<String>,
}

/// Draws the modules of cases.
pub(super) fn accepted(gates: &[Gate; 2], folder: &Path, seed: u64, cases: &[u64]) -> Result<Pool, Error> {
    let batches: Vec<&[u64]> = cases.chunks(CASES).collect();
    let mut all = Pool::default();
    for pool in parallel::map(&batches, |batch| in_workspace(gates, folder, seed, batch)) {
        let Pool { cases, only_ours } = pool?;
        all.cases.extend(cases);
        all.only_ours.extend(only_ours);
    }
    Ok(all)
}

/// Checks modules in a workspace until nothing is refused.
fn in_workspace([buf, ours]: &[Gate; 2], folder: &Path, seed: u64, cases: &[u64]) -> Result<Pool, Error> {
    let first = cases.first().copied().unwrap_or_default();
    let folder = folder.join(format!("pool-{seed}-{first}"));
    let numbers = cases.iter().flat_map(|case| (0..MODULES).map(move |at| case * MODULES + at));
    let mut drawn: BTreeMap<u64, Files> = numbers.map(|number| (number, files(seed, number))).collect();
    let mut pool = Pool::default();
    let mut open = BTreeSet::new();
    for round in 1..=ROUNDS {
        write_all(&folder, &drawn)?;
        let refused = refused_by_either(buf, ours, &folder)?;
        pool.only_ours.extend(refused.differences());
        open = refused.draws(number_of)?;
        // buf fails for an `import option` that is not used: "got dependency index of 3 but length of imports is 3".
        let has_option_imports = |files: &Files| files.values().any(|text| text.contains("import option"));
        open.extend(drawn.iter().filter(|(_, files)| has_option_imports(files)).map(|(number, _)| *number));
        if open.is_empty() {
            break;
        }
        for &number in &open {
            drawn.insert(number, files(seed, number + round * STRIDE));
        }
    }
    clear(&folder)?;
    drawn.retain(|number, _| !open.contains(number));
    for &case in cases {
        let modules: Vec<Files> = (0..MODULES)
            .filter_map(|at| drawn.get(&(case * MODULES + at)).cloned())
            .filter(|it| !it.is_empty())
            .collect();
        if !modules.is_empty() {
            pool.cases.insert(case, modules);
        }
    }
    Ok(pool)
}

/// Draws the files of a module. buf counts columns behind a tab differently than protoc.
fn files(seed: u64, number: u64) -> Files {
    draw(seed, number).files.into_iter().map(|(path, text)| (path, text.replace('\t', "  "))).collect()
}

fn write_all(folder: &Path, modules: &BTreeMap<u64, Files>) -> Result<(), Error> {
    clear(folder)?;
    let mut config = "version: v2\nmodules:\n".to_owned();
    for (number, files) in modules {
        config += &format!("  - path: m{number}\n");
        disk::write_all(&folder.join(format!("m{number}")), files)?;
    }
    write(&folder.join("buf.yaml"), &config)
}
