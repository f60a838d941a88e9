//! Workspaces of drawn modules, each checked by one run of each program.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::corpora::{lint, names, refused_by_either};
use super::draw::{Module, draw};
use super::{Pair, Version, settings};
use crate::disk;
use crate::oracle::breaking::gates::{Answer, differences};
use crate::oracle::draws;
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::random::Random;

/// Number of modules in a workspace.
const MODULES: u64 = 100;

/// Draws that a program refuses.
const REFUSED: &str = "draws refused";

/// Number of rounds that remove modules that a program refuses.
const ROUNDS: usize = 12;

/// The result of a workspace: counts and differences, the modules that differ, and the findings by rule.
#[derive(Default)]
struct Results {
    tally: Tally,
    rules: BTreeMap<String, usize>,
    differing: BTreeSet<u64>,
}

impl Results {
    fn append(&mut self, other: Self) {
        self.tally.append(other.tally);
        self.differing.extend(other.differing);
        other.rules.into_iter().for_each(|(rule, count)| *self.rules.entry(rule).or_default() += count);
    }
}

pub(super) fn compare(pair: &Pair, versions: &[Version], numbers: &[u64], keep: bool) -> Result<bool, Error> {
    let mut batches = Vec::new();
    for chunk in numbers.chunk_by(|&one, &next| workspace_of(one) == workspace_of(next)) {
        // Each module is checked in one version, unless a single one is looked at.
        let turns = versions.iter().cycle().skip(workspace_of(chunk[0]) % versions.len());
        batches.extend(turns.take(if keep { versions.len() } else { 1 }).map(|&version| (version, chunk)));
    }
    let mut total = Results::default();
    for results in draws::map(&batches, |(version, chunk)| workspace(pair, *version, chunk, keep))? {
        total.append(results);
    }
    total.tally.print("drawn modules");
    println!("{} modules with differences; findings of {} rules", total.differing.len(), total.rules.len());
    let rare: Vec<String> = total.rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    println!("findings by rule: {}", rare.join(", "));
    Ok(total.differing.is_empty())
}

fn workspace(pair: &Pair, version: Version, numbers: &[u64], keep: bool) -> Result<Results, Error> {
    let first = numbers.first().copied().unwrap_or_default();
    let folder = pair.folder.join(format!("modules-{}-{}-{first}", pair.seed, version.name()));
    files::clear(&folder)?;
    let names = names(&pair.rules(version)?);
    let mut modules: BTreeMap<u64, Module> = numbers.iter().map(|&number| (number, draw(pair.seed, number))).collect();
    let mut results = Results::default();
    if version != Version::V2 {
        // For an `import option` that is not used, buf fails: "got dependency index of 2 but length of imports is 2".
        let all = modules.len();
        modules.retain(|_, module| !module.files.values().any(|text| text.contains("import option")));
        results.tally.add(REFUSED, all - modules.len());
    }
    for _ in 0..ROUNDS {
        write(&folder, version, &modules, &names, pair.seed)?;
        let refused = refused_by_either(&pair.buf, &pair.ours, &folder)?;
        let bad = refused.draws(number_of)?;
        if bad.is_empty() {
            break;
        }
        // protoward may refuse only what buf refuses.
        results.tally.findings.extend(refused.differences());
        results.tally.add(REFUSED, bad.len());
        if keep {
            println!("refused, and kept in {}", folder.display());
            return Ok(results);
        }
        if refused.is_only_ours {
            results.differing.extend(&bad);
            results.tally.findings.push(kept(&folder, "refused")?);
        }
        modules.retain(|number, _| !bad.contains(number));
        files::clear(&folder)?;
    }
    write(&folder, version, &modules, &names, pair.seed)?;
    let theirs = lint(&pair.buf, &folder)?;
    let ours = lint(&pair.ours, &folder)?;
    if is_bug_of_buf(&theirs) {
        files::clear(&folder)?;
        results.append(halves(pair, version, &modules.into_keys().collect::<Vec<_>>(), keep)?);
        return Ok(results);
    }
    results.tally.add("modules", modules.len());
    if let Answer::Findings(found) = &theirs {
        results.tally.add("findings", found.values().map(|it| it.0).sum());
        for (finding, (count, _)) in found {
            *results.rules.entry(finding.rule.clone()).or_default() += count;
        }
    }
    let differences = differences(&theirs, &ours);
    for difference in &differences {
        results.differing.insert(number_of(difference).unwrap_or_default());
        results.tally.findings.push(format!("DIFFERS ({}) {difference}", version.name()));
    }
    match (keep, differences.is_empty()) {
        (true, _) => println!("kept in {}", folder.display()),
        (false, true) => files::clear(&folder)?,
        (false, false) => results.tally.findings.push(kept(&folder, "differs")?),
    }
    Ok(results)
}

/// Renames the folder of a workspace with differences, so that it is kept. Returns a line with the path.
fn kept(folder: &Path, why: &str) -> Result<String, Error> {
    let path = folder.with_extension(why);
    files::clear(&path)?;
    std::fs::rename(folder, &path).map_err(Error::at(folder))?;
    Ok(format!("  kept in {}", path.display()))
}

/// Returns the index of the workspace of a module.
fn workspace_of(number: u64) -> usize {
    usize::try_from(number.saturating_sub(1) / MODULES).unwrap_or(usize::MAX)
}

/// Returns `true` for an error that buf has for some unused `import option`, whatever the module.
fn is_bug_of_buf(answer: &Answer) -> bool {
    matches!(answer, Answer::Refused(why) if why.contains("got dependency index of "))
}

/// Compares the modules in two smaller workspaces, because buf fails for all modules of one. A module alone is refused.
fn halves(pair: &Pair, version: Version, numbers: &[u64], keep: bool) -> Result<Results, Error> {
    let mut results = Results::default();
    let (before, after) = numbers.split_at(numbers.len() / 2);
    if before.is_empty() {
        results.tally.add(REFUSED, after.len());
        return Ok(results);
    }
    for half in [before, after] {
        results.append(workspace(pair, version, half, keep)?);
    }
    Ok(results)
}

/// Returns the number of the module of a path: 12 for `m12/p12/a.proto`.
pub(in crate::oracle) fn number_of(path: &str) -> Option<u64> {
    path.split('/').next()?.strip_prefix('m')?.parse().ok()
}

/// Writes the modules and their settings.
fn write(
    folder: &Path,
    version: Version,
    modules: &BTreeMap<u64, Module>,
    names: &[String],
    seed: u64,
) -> Result<(), Error> {
    let mut config = match version {
        Version::V2 => "version: v2\nmodules:\n".to_owned(),
        Version::V1 | Version::V1beta1 => "version: v1\ndirectories:\n".to_owned(),
    };
    for (number, module) in modules {
        let root = format!("m{number}");
        disk::write_all(&folder.join(&root), &module.files)?;
        let mut random = Random::keyed(seed, &[*number, 7]);
        let is_v2 = version == Version::V2;
        let files = module.files.keys();
        let files: Vec<String> =
            files.map(|path| if is_v2 { format!("{root}/{path}") } else { path.clone() }).collect();
        let lines = settings::draw(&mut random, version, names, &files);
        if is_v2 {
            config += &format!("  - path: {root}\n");
            if !lines.is_empty() {
                config += &format!("    lint:\n{}", indented(&lines, "      "));
            }
        } else {
            config += &format!("  - {root}\n");
            let section = if lines.is_empty() { String::new() } else { format!("lint:\n{}", indented(&lines, "  ")) };
            files::write(&folder.join(&root).join("buf.yaml"), format!("version: {}\n{section}", version.name()))?;
        }
    }
    let name = if version == Version::V2 { "buf.yaml" } else { "buf.work.yaml" };
    files::write(&folder.join(name), &config)
}

fn indented(lines: &[String], indent: &str) -> String {
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}
