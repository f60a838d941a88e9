//! Puts files behind what they import, as protoc does: depth first, in the order of the imports.

use std::collections::HashMap;

use super::diagnostics;
use super::load::{ImportDecl, Loaded};
use crate::report::Report;
use crate::source::{Place, Sources};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    /// On the way down to it.
    Open,
    Done,
}

/// Positions in `loaded.files`. Files that are broken, or import something broken, are left out: what is wrong with
/// them is said where it is wrong, once.
pub(super) fn order(loaded: &Loaded, sources: &Sources, report: &mut Report) -> Vec<usize> {
    let mut walk = Walk { loaded, state: vec![State::New; loaded.files.len()], good: vec![false; loaded.files.len()] };
    let mut order = Vec::with_capacity(loaded.files.len());
    for &target in &loaded.targets {
        walk.visit(target, &mut order, report, sources);
    }
    order
}

struct Walk<'a> {
    loaded: &'a Loaded,
    state: Vec<State>,
    good: Vec<bool>,
}

impl Walk<'_> {
    /// Depth first with the stack on the heap: a chain of imports may be as long as it likes.
    fn visit(&mut self, start: usize, order: &mut Vec<usize>, report: &mut Report, sources: &Sources) {
        if self.state[start] != State::New {
            return;
        }
        self.state[start] = State::Open;
        let mut stack = vec![(start, 0)];
        while let Some((file, next)) = stack.pop() {
            let Some(import) = self.loaded.files[file].imports.get(next) else {
                self.finish(file, order, report, sources);
                continue;
            };
            stack.push((file, next + 1));
            let Some(target) = import.file else { continue };
            match self.state[target] {
                State::New => {
                    self.state[target] = State::Open;
                    stack.push((target, 0));
                }
                State::Open => report.push(self.cycle(target, &stack, self.place(file, import, sources), sources)),
                State::Done => {}
            }
        }
    }

    fn finish(&mut self, file: usize, order: &mut Vec<usize>, report: &mut Report, sources: &Sources) {
        self.state[file] = State::Done;
        let loaded = &self.loaded.files[file];
        let mut first: HashMap<&str, &ImportDecl> = HashMap::new();
        let mut good = loaded.is_whole;
        for import in &loaded.imports {
            if let Some(first) = first.insert(&import.name, import) {
                let [again, first] = [import, first].map(|import| self.place(file, import, sources));
                report.push(diagnostics::imported_twice(&import.name, again, Some(first)));
                good = false;
            }
            good &= import.file.is_some_and(|target| self.good[target]);
        }
        self.good[file] = good;
        if good {
            order.push(file);
        }
    }

    fn place(&self, file: usize, import: &ImportDecl, sources: &Sources) -> Place {
        sources.place(self.loaded.files[file].source, import.span.range())
    }

    fn cycle(
        &self,
        target: usize,
        stack: &[(usize, usize)],
        place: Place,
        sources: &Sources,
    ) -> crate::report::Diagnostic {
        let from = stack.iter().position(|&(file, _)| file == target).unwrap_or(0);
        let mut names: Vec<&str> = stack[from..].iter().map(|&(file, _)| self.shown(file, sources)).collect();
        names.push(self.shown(target, sources));
        diagnostics::import_cycle(&names, place)
    }

    fn shown<'s>(&self, file: usize, sources: &'s Sources) -> &'s str {
        &sources.get(self.loaded.files[file].source).name
    }
}
