//! Hostile import graphs.

use super::texts::{Files, PROTO3, numbered};

fn file(name: &str, text: String) -> (String, Vec<u8>) {
    (name.to_owned(), text.into_bytes())
}

/// Returns a cycle: each file imports the next one, and the last one imports the first.
pub(super) fn cycle(length: usize) -> Files {
    (0..length).map(|at| file(&named(at), format!("{PROTO3}import \"{}\";\n", named((at + 1) % length)))).collect()
}

/// Returns a chain: each file imports the next one. The first file uses a type of the last one.
pub(super) fn chain(length: usize, how: &str) -> Files {
    let link = |at: usize| format!("{PROTO3}import {how}\"{}\";\nmessage M{at} {{}}\n", named(at + 1));
    let mut files: Files = (0..length).map(|at| file(&named(at), link(at))).collect();
    files.push(file(&named(length), format!("{PROTO3}message Last {{}}\n")));
    if let Some((_, first)) = files.first_mut() {
        first.extend_from_slice(b"message First { Last last = 1; }\n");
    }
    files
}

/// Returns layers of files that each import all files of the next layer: few files, but very many paths.
pub(super) fn diamonds(layers: usize, width: usize, how: &str) -> Files {
    let name = |layer: usize, at: usize| format!("l{layer}_{at}.proto");
    let imports =
        |layer: usize| (0..width).map(|at| format!("import {how}\"{}\";\n", name(layer, at))).collect::<String>();
    let mut files = vec![file("a.proto", format!("{PROTO3}{}message First {{ Last last = 1; }}\n", imports(0)))];
    for layer in 0..layers {
        for at in 0..width {
            files.push(file(&name(layer, at), format!("{PROTO3}{}", imports(layer + 1))));
        }
    }
    for at in 0..width {
        let last = if at == 0 { "message Last {}\n" } else { "" };
        files.push(file(&name(layers, at), format!("{PROTO3}{last}")));
    }
    files
}

/// Returns a file with very many imports, all of which exist.
pub(super) fn wide(width: usize, how: &str) -> Files {
    let mut files =
        vec![file("a.proto", format!("{PROTO3}{}", numbered(&format!("import {how}\"w#.proto\";\n"), width)))];
    for at in 1..=width {
        files.push(file(&format!("w{at}.proto"), format!("{PROTO3}message W{at} {{}}\n")));
    }
    files
}

fn named(at: usize) -> String {
    if at == 0 { "a.proto".to_owned() } else { format!("c{at}.proto") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(files: &Files, name: &str) -> String {
        let (_, text) = files.iter().find(|it| it.0 == name).expect("it is there");
        String::from_utf8(text.clone()).expect("it is text")
    }

    #[test]
    fn draws_a_cycle_of_one_as_a_file_that_imports_itself() {
        assert!(text(&cycle(1), "a.proto").contains("import \"a.proto\""));
        assert!(text(&cycle(2), "c1.proto").contains("import \"a.proto\""));
    }

    #[test]
    fn every_import_of_a_graph_exists() {
        for files in [chain(3, "public "), diamonds(2, 3, ""), wide(3, "")] {
            for (name, _) in &files {
                for line in text(&files, name).lines().filter_map(|it| it.strip_prefix("import ")) {
                    let imported = line.split('"').nth(1).expect("it is quoted");
                    assert!(files.iter().any(|it| it.0 == imported), "{imported}");
                }
            }
        }
    }
}
