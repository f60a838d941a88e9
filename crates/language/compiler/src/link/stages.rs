//! Measures each pass on a corpus. `PROTOWARD_CORPUS` is a folder of `.proto` files, and `PROTOWARD_CORPUS_FILES` a
//! list of names in the folder. `PROTOWARD_CORPUS_SET` is protoc's descriptor set of them with imports and source info,
//! which the result is compared with. Set `PROTOWARD_CORPUS_RETAIN` if the set was written with `--retain_options`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use std::hint::black_box;
use std::time::Duration;

use super::options::tests::Loaded;
use super::{collect, options, resolve, scopes, source_info};
use protoward_schema::wire::{WireReader, WireValue, Writer};
use protoward_schema::{FileId, Id};
use protoward_source::Report;
use protoward_syntax::ast::OptionDecl;
use protoward_syntax::{Lexer, TokenKind};

/// Returns the processor time of this thread, which excludes other programs. Requires Linux.
fn now() -> Duration {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(statistics.split(' ').next().unwrap().parse().unwrap())
}

/// Returns the best time of several runs.
fn time<R>(what: &str, mut work: impl FnMut() -> R) -> R {
    let mut best = Duration::MAX;
    let mut last = None;
    let runs = std::env::var(format!("RUNS_{}", what.replace(' ', "_"))).or_else(|_| std::env::var("RUNS"));
    for _ in 0..runs.map_or(5, |runs| runs.parse().unwrap()) {
        drop(last.take());
        let start = now();
        last = Some(black_box(work()));
        best = best.min(now() - start);
    }
    #[expect(clippy::print_stderr, reason = "this is what it is run for")]
    {
        eprintln!("{what:>16} {best:>10.1?}");
    }
    last.unwrap()
}

#[test]
#[ignore = "needs a corpus, and protoc's answer to it"]
fn what_each_pass_costs() {
    let variable = |name| std::env::var(name).unwrap();
    let names = std::fs::read_to_string(variable("PROTOWARD_CORPUS_FILES")).unwrap();
    let names: Vec<String> = names.lines().map(str::to_owned).collect();
    let retain = std::env::var_os("PROTOWARD_CORPUS_RETAIN").is_some();
    let loaded = Loaded::new(&[variable("PROTOWARD_CORPUS").into()], &names);
    let units = loaded.units();
    time("lex", || units.iter().map(|unit| lex(unit.text)).sum::<usize>());
    time("parse", || units.iter().map(|unit| protoward_syntax::parse(unit.text).file.items.len()).sum::<usize>());
    let decls = time("collect", || collect::collect(&units, 1));
    let scopes = time("scopes", || scopes::scopes(&units));
    let mut report = Report::default();
    let collected = resolve::Collected { units: &units, decls: &decls, sources: &loaded.sources, threads: 1 };
    let types = time("resolve", || resolve::resolve(collected, &scopes, false, &mut report));
    let mut reports = options::OptionReports::default();
    let options = &time("options", || options::options(collected, &types, retain, &mut reports));
    assert!(!report.has_errors() && !reports.plain.has_errors() && !reports.custom.has_errors());
    let place = |file: FileId| move |decl: &OptionDecl| options.places[file].of(decl);
    let mut buffer = Writer::default();
    time("source info", || {
        for (file, unit) in units.iter().enumerate() {
            buffer.clear();
            source_info::write(unit, &place(Id::new(file)), &mut buffer, None);
        }
    });
    let each = units.iter().enumerate();
    let infos: Vec<_> = each.map(|(file, unit)| source_info::source_info(unit, &place(Id::new(file)))).collect();
    let set = std::fs::read(variable("PROTOWARD_CORPUS_SET")).unwrap();
    let mut compared = 0;
    for file in WireReader::new(&set).map(Result::unwrap) {
        let WireValue::Bytes(file) = file.value else { continue };
        let part = |number| {
            WireReader::new(file).map(Result::unwrap).find(|field| field.number == number).and_then(|it| {
                match it.value {
                    WireValue::Bytes(bytes) => Some(bytes),
                    _ => None,
                }
            })
        };
        let name = std::str::from_utf8(part(1).unwrap()).unwrap();
        let ours = units.iter().position(|unit| unit.name == name).unwrap();
        assert!(Some(&*infos[ours]) == part(9), "{name}");
        compared += 1;
    }
    assert!(compared >= names.len());
}

fn lex(text: &str) -> usize {
    let mut lexer = Lexer::new(text);
    std::iter::repeat_with(|| lexer.next_token()).take_while(|token| token.kind != TokenKind::End).count()
}
