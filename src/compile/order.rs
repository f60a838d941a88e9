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
        let is_good = |import: &ImportDecl| import.file.is_some_and(|target| self.good[target]);
        let good = loaded.is_whole && loaded.imports.iter().all(is_good);
        self.good[file] = !self.has_twins(file, report, sources) && good;
        if self.good[file] {
            order.push(file);
        }
    }

    /// Says what is imported twice. protoc points at the last import of a name for each.
    fn has_twins(&self, file: usize, report: &mut Report, sources: &Sources) -> bool {
        let mut seen: HashMap<&str, (&ImportDecl, &ImportDecl)> = HashMap::new();
        let mut twins = Vec::new();
        for import in &self.loaded.files[file].imports {
            let (first, last) = seen.entry(&import.name).or_insert((import, import));
            if !std::ptr::eq(*first, import) {
                *last = import;
                twins.push((*first, import));
            }
        }
        for &(first, again) in &twins {
            let [first, place, last] =
                [first, again, seen[&*again.name].1].map(|import| self.place(file, import, sources));
            report.push(diagnostics::imported_twice(&again.name, place, Some(first)).in_protoc(last));
        }
        !twins.is_empty()
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
        let diagnostic = diagnostics::import_cycle(&names, place);
        // protoc points at the import that leads into the circle.
        match stack.get(from).and_then(|&(file, next)| Some((file, self.loaded.files[file].imports.get(next - 1)?))) {
            Some((file, import)) => diagnostic.in_protoc(self.place(file, import, sources)),
            None => diagnostic,
        }
    }

    fn shown<'s>(&self, file: usize, sources: &'s Sources) -> &'s str {
        &sources.get(self.loaded.files[file].source).name
    }
}
