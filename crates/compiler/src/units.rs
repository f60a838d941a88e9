//! Hands files to `link`, in the order of their imports.

use super::inputs::Options;
use super::load::Loaded;
use super::order::{self, Order};
use super::well_known;
use crate::link::{self, How, Linked, Outline, Unit};
use protoward_schema::{FileId, Id};
use protoward_source::{Report, Sources, parallel};

/// What options are declared in.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// What linking is for.
pub(super) struct Linking<F> {
    /// Whether options are wanted both with and without those that are meant for the source only.
    pub(super) both: bool,
    /// What is done with linked files.
    pub(super) then: F,
}

/// Links the files in `order`, and hands on what came of it.
pub(super) fn link<R: Default>(
    loaded: &Loaded,
    Order { files: order, turns }: &Order,
    options: &Options,
    sources: &mut Sources,
    report: &mut Report,
    Linking { both, then }: Linking<impl FnOnce(&Linked<'_>, &mut Report) -> R>,
) -> R {
    if order.is_empty() {
        return R::default();
    }
    let is_among = order.iter().map(|&index| &loaded.files[index]).any(|file| {
        let text = || sources.get(file.source).text.as_deref().unwrap_or_default();
        file.name == DESCRIPTOR && link::declares_options(&file.parsed.file, text())
    });
    let text = well_known(DESCRIPTOR).unwrap_or_default();
    let lent = (!is_among).then(|| {
        let parsed = protoward_syntax::parse(text);
        (Outline::new(text, &parsed), parsed, sources.add(DESCRIPTOR, DESCRIPTOR, Some(text.into())))
    });
    let positions = positions(loaded, order);
    let mut units = units(loaded, order, &positions, sources);
    let asked_for: Vec<FileId> = order::asked_for(loaded).into_iter().filter_map(|index| positions[index]).collect();
    if let Some((outline, parsed, source)) = &lent {
        let (file, syntax, source) = (&parsed.file, outline.syntax(), *source);
        let (is_asked_for, imports) = (false, Vec::new());
        units.push(Unit {
            name: DESCRIPTOR,
            source,
            text,
            file,
            syntax,
            outline,
            is_asked_for,
            imports,
            is_whole: true,
        });
    }
    let threads = threads(&units, options);
    let &Options { retain_options: retain, blame_imports, leave_memory, .. } = options;
    let (files, asked_for) = (order.len(), &asked_for[..]);
    let how = How { files, asked_for, threads, retain, both, blame_imports, turns, leave_memory };
    link::link(&units, how, sources, report, then)
}

/// How much text is worth a thread of its own.
const WORTH_A_THREAD: usize = 1 << 17;

fn threads(units: &[Unit<'_>], options: &Options) -> usize {
    let bytes: usize = units.iter().map(|unit| unit.text.len()).sum();
    parallel::threads(options.threads).min(bytes / WORTH_A_THREAD + 1)
}

/// Where each file stands among the units.
fn positions(loaded: &Loaded, order: &[usize]) -> Vec<Option<FileId>> {
    let mut positions = vec![None; loaded.files.len()];
    for (position, &index) in order.iter().enumerate() {
        positions[index] = Some(Id::new(position));
    }
    positions
}

fn units<'t>(loaded: &'t Loaded, order: &[usize], positions: &[Option<FileId>], sources: &'t Sources) -> Vec<Unit<'t>> {
    let mut asked_for = vec![false; loaded.files.len()];
    loaded.targets.iter().for_each(|&index| asked_for[index] = true);
    let unit = |(position, &index): (usize, &usize)| {
        let file = &loaded.files[index];
        // An import that closes a circle leads forwards; that has been said.
        let in_front = |file: &FileId| file.index() < position;
        Unit {
            name: &file.name,
            source: file.source,
            text: sources.get(file.source).text.as_deref().unwrap_or_default(),
            file: &file.parsed.file,
            syntax: file.outline.syntax(),
            outline: &file.outline,
            is_asked_for: asked_for[index],
            imports: file.imports.iter().map(|import| positions[import.file?].filter(in_front)).collect::<Vec<_>>(),
            is_whole: file.is_whole,
        }
    };
    order.iter().enumerate().map(unit).collect()
}
