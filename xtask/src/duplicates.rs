//! Lists duplicated code: the longest runs of equal tokens in the Rust sources.
//!
//! All literals are equal to each other. With `--any-names`, all identifiers are too, which finds copies with other names. Comments,
//! attributes, `use` items and test modules are skipped. Tables are left out: runs that overlap their own copy, and runs of mostly
//! literals. Of several runs with the same tokens, the longest is listed.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use walkdir::WalkDir;

use protoward_kit::error::Error;
use protoward_kit::workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// The minimum number of tokens in a run
    #[arg(long, default_value_t = 120)]
    tokens: usize,
    /// Treat all identifiers as equal, except keywords
    #[arg(long)]
    any_names: bool,
    /// The number of runs to list
    #[arg(long, default_value_t = 40)]
    most: usize,
    /// The folders to read, relative to the repository
    #[arg(default_values = ["crates", "oracles", "src", "xtask"])]
    folders: Vec<PathBuf>,
}

/// A number that is the same for equal tokens.
type Shape = u64;

/// The tokens of a source file.
struct File {
    path: PathBuf,
    shapes: Vec<Shape>,
    /// The line number of each token.
    lines: Vec<usize>,
}

/// Equal tokens in two places.
struct Run {
    /// The number of tokens.
    length: usize,
    /// The first token in each place.
    places: [Place; 2],
}

/// The position of a token: the index of its file, and its index in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    file: usize,
    token: usize,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let root = workspace::root();
    let mut files = Vec::new();
    for folder in &options.folders {
        read(root, &root.join(folder), options.any_names, &mut files)?;
    }
    let runs = longest(runs(&files, options.tokens.max(1)));
    println!("{} runs of at least {} tokens in {} files", runs.len(), options.tokens, files.len());
    for Run { length, places } in runs.iter().take(options.most) {
        let [one, other] = places.map(|place| lines(&files[place.file], place.token, *length));
        println!("{length:>5} tokens: {one} = {other}");
    }
    print_folders(&files, &runs);
    Ok(ExitCode::SUCCESS)
}

/// Prints the pairs of folders with the most duplicated tokens.
fn print_folders(files: &[File], runs: &[Run]) {
    let mut shared: HashMap<[&Path; 2], usize> = HashMap::new();
    for run in runs {
        let mut folders = run.places.map(|place| files[place.file].path.parent().unwrap_or(Path::new("")));
        folders.sort();
        *shared.entry(folders).or_default() += run.length;
    }
    let mut shared: Vec<_> = shared.into_iter().collect();
    shared.sort_by_key(|&(folders, tokens)| (Reverse(tokens), folders));
    println!("\nFolders with most tokens in common:");
    for ([one, other], tokens) in shared.iter().take(10) {
        println!("{tokens:>5} tokens: {} and {}", one.display(), other.display());
    }
}

fn lines(file: &File, token: usize, length: usize) -> String {
    let [first, last] = [token, token + length - 1].map(|token| file.lines[token]);
    format!("{}:{first}-{last}", file.path.display())
}

/// Reads the handwritten sources in the `src` folders below a folder.
fn read(root: &Path, folder: &Path, any_names: bool, files: &mut Vec<File>) -> Result<(), Error> {
    let is_source = |path: &Path| {
        let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
        let has = |name: &str| parts.contains(&name);
        has("src") && !has("generated") && !has("gen") && !has("tests") && !has("target") && !path.ends_with("tests.rs")
    };
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::at(folder)(error.into()))?;
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        if path.extension().is_none_or(|extension| extension != "rs") || !is_source(path) {
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).map_err(Error::at(path))?;
        let stream: TokenStream =
            text.parse().map_err(|error| Error::at(path)(std::io::Error::other(format!("{error}"))))?;
        let mut tokens = Vec::new();
        flatten(stream, any_names, &mut tokens);
        let (shapes, lines) = tokens.into_iter().unzip();
        files.push(File { path: path.to_path_buf(), shapes, lines });
    }
    Ok(())
}

/// Appends all tokens with their line numbers, except those of attributes, `use` items and test modules.
fn flatten(stream: TokenStream, any_names: bool, tokens: &mut Vec<(Shape, usize)>) {
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                trees.next_if(|next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'));
                let is_test = trees.next().is_some_and(|attribute| attribute.to_string().contains("cfg (test)"));
                if is_test {
                    skip_item(&mut trees);
                }
            }
            TokenTree::Ident(name) if name == "use" => {
                trees.by_ref().find(|tree| matches!(tree, TokenTree::Punct(mark) if mark.as_char() == ';'));
            }
            TokenTree::Group(group) => {
                let [open, close] = brackets(group.delimiter());
                tokens.push((open, line));
                flatten(group.stream(), any_names, tokens);
                tokens.push((close, group.span_close().start().line));
            }
            TokenTree::Ident(name) => tokens.push((shape_of_name(&name.to_string(), any_names), line)),
            TokenTree::Punct(mark) => tokens.push((u64::from(u32::from(mark.as_char())), line)),
            TokenTree::Literal(_) => tokens.push((LITERAL, line)),
        }
    }
}

/// Skips an item to its end: a group in braces, or `;`.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    trees.find(|tree| match tree {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    });
}

/// A run needs at least one identifier or keyword per this many tokens. Lists of literals have fewer.
const TOKENS_PER_NAME: usize = 8;

const LITERAL: Shape = 1 << 32;
const NAME: Shape = 2 << 32;
/// A bit that distinguishes hashes of identifiers from other shapes.
const HASHED: Shape = 1 << 63;

fn brackets(delimiter: Delimiter) -> [Shape; 2] {
    let of = |mark| u64::from(u32::from(mark));
    match delimiter {
        Delimiter::Parenthesis => ['(', ')'].map(of),
        Delimiter::Brace => ['{', '}'].map(of),
        Delimiter::Bracket => ['[', ']'].map(of),
        Delimiter::None => [' ', ' '].map(of),
    }
}

/// Returns the shape of an identifier or keyword.
fn shape_of_name(name: &str, any_names: bool) -> Shape {
    const KEYWORDS: &[&str] = &[
        "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "false", "fn", "for",
        "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self",
        "static", "struct", "super", "trait", "true", "type", "where", "while",
    ];
    match KEYWORDS.iter().position(|keyword| *keyword == name) {
        Some(index) => NAME + 1 + index as u64,
        None if any_names => NAME,
        None => {
            let mut hasher = DefaultHasher::new();
            name.hash(&mut hasher);
            hasher.finish() | HASHED
        }
    }
}

/// Sorts runs by length, and drops each run whose second place overlaps that of a longer one.
fn longest(mut runs: Vec<Run>) -> Vec<Run> {
    runs.sort_by_key(|run| (Reverse(run.length), run.places));
    let mut covered: HashMap<usize, Vec<Range<usize>>> = HashMap::new();
    runs.retain(|run| {
        let Place { file, token } = run.places[1];
        let own = token..token + run.length;
        let of_file = covered.entry(file).or_default();
        let is_new = of_file.iter().all(|other| own.end <= other.start || other.end <= own.start);
        if is_new {
            of_file.push(own);
        }
        is_new
    });
    runs
}

/// Returns the runs of at least `least` tokens, without tables.
fn runs(files: &[File], least: usize) -> Vec<Run> {
    // Files are divided into blocks. A run of twice the length of a block contains a whole block of its first place.
    let length = least.div_ceil(2);
    let mut blocks: HashMap<&[Shape], Vec<Place>> = HashMap::new();
    for (file, File { shapes, .. }) in files.iter().enumerate() {
        for (index, block) in shapes.chunks_exact(length).enumerate() {
            blocks.entry(block).or_default().push(Place { file, token: index * length });
        }
    }
    let mut runs: Vec<Run> = Vec::new();
    // The end of the last run for each pair of files and distance between its places.
    let mut ends: HashMap<(usize, usize, isize), usize> = HashMap::new();
    for (file, File { shapes, .. }) in files.iter().enumerate() {
        for (token, window) in shapes.windows(length).enumerate() {
            let here = Place { file, token };
            for &place in blocks.get(window).into_iter().flatten().filter(|&&place| place < here) {
                let end = ends.entry((place.file, file, token as isize - place.token as isize)).or_default();
                if token >= *end {
                    let run = extended([place, here], files);
                    *end = run.places[1].token + run.length;
                    runs.push(run);
                }
            }
        }
    }
    runs.retain(|run| run.length >= least && !is_table(run, files));
    runs
}

/// Returns the longest run that contains both places.
fn extended(places: [Place; 2], files: &[File]) -> Run {
    let [one, other] = places.map(|place| &files[place.file].shapes[..]);
    let [first, second] = places.map(|place| place.token);
    let before = one[..first].iter().rev().zip(other[..second].iter().rev()).take_while(|(a, b)| a == b).count();
    let after = one[first..].iter().zip(&other[second..]).take_while(|(a, b)| a == b).count();
    Run { length: before + after, places: places.map(|place| Place { token: place.token - before, ..place }) }
}

/// Returns `true` if a run overlaps its own copy, or has mostly literals.
fn is_table(&Run { length, places: [one, other] }: &Run, files: &[File]) -> bool {
    let shapes = &files[other.file].shapes[other.token..other.token + length];
    let names = shapes.iter().filter(|&&shape| shape >= NAME).count();
    let overlaps = one.file == other.file && other.token - one.token < length;
    overlaps || names * TOKENS_PER_NAME < length
}
