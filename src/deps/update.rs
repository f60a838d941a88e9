use std::fmt::Write as _;

use super::version::version;
use super::{gate, resolve, vendor};
use crate::console::Console;
use crate::diagnostics;
use crate::input::{InputArgs, report_errors};
use crate::outcome::Outcome;
use protoward_deps::{DependencyOptions, Lock, Locked, Refresh};
use protoward_source::Sources;
use protoward_workspace::OpenOptions;

/// Lock the current commits of dependencies
///
/// With `--check`, exits with 100 if the update breaks the schema, and leaves the lock as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Update {
    /// Only this dependency, and others from the same repository; default: all
    #[arg(value_name = "NAME")]
    name: Option<String>,

    /// Compare the schema before and after the update as `breaking` does, and write the lock only without findings
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    input: InputArgs,
}

impl Update {
    /// Returns `true` if findings are the product of the command.
    pub(super) const fn reports(&self) -> bool {
        self.check
    }

    pub(super) fn run(&self, console: &mut Console) -> Option<Outcome> {
        let options = vendor::without_vendored(self.input.options());
        let refresh = match &self.name {
            None => Refresh::Everything,
            Some(name) => Refresh::Named([name.clone()].into()),
        };
        let dependencies = DependencyOptions { refresh, keeps_lock: self.check, ..options.dependencies };
        let found = resolve(&self.input, &OpenOptions { dependencies, ..options }, console)?;
        let (earlier, lock) = (&found.earlier, &found.resolution.lock);
        let is_known = |name: &&String| lock.get(name).is_some() || earlier.get(name).is_some();
        if let Some(unknown) = self.name.iter().find(|name| !is_known(name)) {
            let known: Vec<&str> = lock.dependencies.iter().map(|it| it.name.as_str()).collect();
            console.problem(diagnostics::no_such_dependency(unknown, &known));
            return None;
        }
        if self.check && found.resolution.is_changed {
            let outcome = gate::check(&self.input, &found, console)?;
            if outcome != Outcome::Fine {
                console.print_status("nothing was written");
                return Some(outcome);
            }
            report_errors(console, &mut Sources::default(), |_, report| found.write_lock(report))?;
        }
        match self.check {
            // The findings are the output.
            true => console.note(&changes(earlier, lock)),
            false => console.print(&changes(earlier, lock)),
        }
        vendor::remind(&found, console);
        Some(Outcome::Fine)
    }
}

/// Returns a line for each change of the lock.
pub(super) fn changes(earlier: &Lock, now: &Lock) -> String {
    let mut text = String::new();
    let first = |locked: &&Locked| now.get(&locked.name).is_some_and(|first| std::ptr::eq(first, *locked));
    for locked in now.dependencies.iter().filter(first) {
        let _ = match earlier.get(&locked.name) {
            None => writeln!(text, "added {} {}", locked.name, version(locked)),
            Some(was) if (&was.commit, &was.git) != (&locked.commit, &locked.git) => {
                writeln!(text, "updated {} from {} to {}", locked.name, version(was), version(locked))
            }
            Some(was) if was.digest != locked.digest => writeln!(text, "changed the files of {}", locked.name),
            Some(_) => Ok(()),
        };
    }
    let mut removed: Vec<&str> = earlier.dependencies.iter().map(|was| was.name.as_str()).collect();
    removed.dedup();
    for name in removed.into_iter().filter(|name| now.get(name).is_none()) {
        let _ = writeln!(text, "removed {name}");
    }
    if text.is_empty() { "nothing changed\n".to_owned() } else { text }
}
