//! The topological order of files: depth first, in the order of the imports, as in protoc.

use super::diagnostics;
use super::load::FileSet;
use super::lookup::HashMap;
use super::read::Import;
use crate::link::ReportOrder;
use protoward_schema::Id;
use protoward_source::{Diagnostic, FixSafety, Place, Report, Sources};
use protoward_syntax::options::whole_line;

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// The file is on the current path of the search.
    Open,
    Done,
}

/// The files in topological order: each file follows its imports.
pub(super) struct Order {
    /// Positions in `loaded.files`. Files with syntax errors are included, because their valid parts are enough to
    /// check importers.
    pub(super) files: Vec<usize>,
    /// The order in which protoc reports on the files.
    pub(super) turns: ReportOrder,
}

pub(super) fn order(loaded: &FileSet, sources: &Sources, report: &mut Report) -> Order {
    let count = loaded.files.len();
    let mut walk = ImportTraversal {
        loaded,
        state: vec![State::New; count],
        depths: vec![0; count],
        now: 0,
        turns: vec![0; count],
        cycles: HashMap::default(),
    };
    let mut order = Vec::with_capacity(loaded.files.len());
    for &target in &loaded.targets {
        walk.visit(target, &mut order, report, sources);
    }
    let ImportTraversal { turns, cycles, .. } = walk;
    let files = order.iter().map(|&file| turns[file]).collect::<Vec<_>>();
    Order { files: order, turns: ReportOrder { files, cycles } }
}

/// Returns the requested files, each behind its requested imports. protoc writes this order if imports are left out.
/// The search does not pass through files that were not requested.
pub(super) fn requested(loaded: &FileSet) -> Vec<usize> {
    let mut is_left = vec![false; loaded.files.len()];
    loaded.targets.iter().for_each(|&target| is_left[target] = true);
    let mut order = Vec::with_capacity(loaded.targets.len());
    let mut stack = Vec::new();
    for &target in &loaded.targets {
        if std::mem::take(&mut is_left[target]) {
            stack.push((target, 0));
        }
        while let Some((file, next)) = stack.pop() {
            let Some(import) = loaded.files[file].read.imports.get(next) else {
                order.push(file);
                continue;
            };
            stack.push((file, next + 1));
            if let Some(file) = import.file.filter(|file| std::mem::take(&mut is_left[file.index()])) {
                stack.push((file.index(), 0));
            }
        }
    }
    order
}

/// Maximum number of files of a cycle to show.
const MAX_SHOWN: usize = 12;

struct ImportTraversal<'a> {
    loaded: &'a FileSet,
    state: Vec<State>,
    /// For each file on the current path, the number of files before it.
    depths: Vec<usize>,
    /// The last report order number.
    now: usize,
    /// The report order number of each file.
    turns: Vec<usize>,
    /// The report order number of each import that closes a cycle.
    cycles: HashMap<Place, usize>,
}

impl ImportTraversal<'_> {
    /// Visits files depth first. The stack is on the heap, because a chain of imports may be arbitrarily long.
    fn visit(&mut self, start: usize, order: &mut Vec<usize>, report: &mut Report, sources: &Sources) {
        if self.state[start] != State::New {
            return;
        }
        self.open(start);
        let mut stack = vec![(start, 0)];
        while let Some((file, next)) = stack.pop() {
            let Some(import) = self.loaded.files[file].read.imports.get(next) else {
                self.finish(file, order, report, sources);
                continue;
            };
            stack.push((file, next + 1));
            let Some(target) = import.file.map(Id::index) else { continue };
            match self.state[target] {
                State::New => {
                    self.open(target);
                    self.depths[target] = stack.len();
                    stack.push((target, 0));
                }
                State::Open => {
                    let place = self.place(file, import, sources);
                    report.push(self.cycle(target, &stack, place, sources));
                    let turn = self.turn();
                    self.cycles.insert(place, turn);
                }
                State::Done => {}
            }
        }
    }

    fn turn(&mut self) -> usize {
        self.now += 1;
        self.now
    }

    /// protoc reports a file with syntax errors at once, and does not follow its imports.
    fn open(&mut self, file: usize) {
        self.state[file] = State::Open;
        if !self.loaded.files[file].read.parsed.errors.is_empty() {
            self.turns[file] = self.turn();
        }
    }

    fn finish(&mut self, file: usize, order: &mut Vec<usize>, report: &mut Report, sources: &Sources) {
        self.state[file] = State::Done;
        if self.loaded.files[file].read.parsed.errors.is_empty() {
            self.turns[file] = self.turn();
        }
        self.report_duplicates(file, report, sources);
        order.push(file);
    }

    /// Reports duplicate imports. For each of them, protoc points at the last import of the name.
    fn report_duplicates(&self, file: usize, report: &mut Report, sources: &Sources) {
        let imports = &self.loaded.files[file].read.imports;
        let mut by_name: HashMap<&str, usize> = HashMap::default();
        // For each import, the first import of the name. For each first import, the last one.
        let mut first = Vec::with_capacity(imports.len());
        let mut last = vec![0; imports.len()];
        for (index, import) in imports.iter().enumerate() {
            first.push(*by_name.entry(&import.name).or_insert(index));
            last[first[index]] = index;
        }
        let place = |index: usize| self.place(file, &imports[index], sources);
        for (index, &first) in first.iter().enumerate().filter(|&(index, &first)| index != first) {
            let diagnostic = diagnostics::imported_twice(&imports[index].name, place(index), Some(place(first)));
            let source = self.loaded.files[file].source;
            let text = sources.get(source).text.as_deref().unwrap_or_default();
            let line = whole_line(text, imports[index].span);
            // `public` and other modifiers mean something.
            let words = |index: usize| imports[index].span.of(text).split_whitespace();
            let safety = if words(index).eq(words(first)) { FixSafety::Safe } else { FixSafety::Unsafe };
            let diagnostic = diagnostic.edit(safety, sources.place(source, line.range()), "");
            report.push(diagnostic.in_protoc(place(last[first])));
        }
    }

    fn place(&self, file: usize, import: &Import, sources: &Sources) -> Place {
        sources.place(self.loaded.files[file].source, import.span.range())
    }

    fn cycle(&self, target: usize, stack: &[(usize, usize)], place: Place, sources: &Sources) -> Diagnostic {
        let cycle = &stack[self.depths[target]..];
        let shown = |file: usize| &*sources.get(self.loaded.files[file].source).name;
        let mut names: Vec<&str> = cycle.iter().take(MAX_SHOWN).map(|&(file, _)| shown(file)).collect();
        if cycle.len() > MAX_SHOWN {
            names.push("...");
        }
        names.push(shown(target));
        let diagnostic = diagnostics::import_cycle(&names, place);
        // protoc points at the import that leads into the cycle. Among several imports of one file, it knows only the
        // last.
        let next = cycle.get(1).map_or(target, |&(file, _)| file);
        match self.loaded.files[target].read.imports.iter().rfind(|import| import.file == Some(Id::new(next))) {
            Some(import) => diagnostic.in_protoc(self.place(target, import, sources)),
            None => diagnostic,
        }
    }
}
