//! Malicious archives, built byte by byte.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{Cursor, Write};

use tar::{Builder, EntryType, Header};
use zip::write::SimpleFileOptions;

use super::entries::{Entries, Limits};
use super::error::ArchiveProblem;
use super::tree::read;
use super::{ArchiveFormat, ArchiveTree};
use crate::Compression;
use crate::compression::UnpackError;
use protoward_source::{ReadError, Tree};

const TEXT: &[u8] = b"syntax = \"proto3\"; message A {}\n";
const PLAIN: ArchiveFormat = ArchiveFormat::Tar(Compression::None);

/// Returns the header of a tar entry with an unmodified name.
fn header(name: &str, kind: EntryType, size: usize) -> Header {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

#[derive(Default)]
struct Tar(Vec<u8>);

impl Tar {
    fn entry(mut self, name: &str, kind: EntryType, content: &[u8]) -> Self {
        self.0.extend(header(name, kind, content.len()).as_bytes());
        self.0.extend(content);
        self.0.resize(self.0.len().next_multiple_of(512), 0);
        self
    }

    fn file(self, name: &str) -> Self {
        self.entry(name, EntryType::Regular, TEXT)
    }

    fn link(mut self, name: &str, kind: EntryType, target: &str) -> Self {
        let mut header = header(name, kind, 0);
        header.as_old_mut().linkname[..target.len()].copy_from_slice(target.as_bytes());
        header.set_cksum();
        self.0.extend(header.as_bytes());
        self
    }

    fn symbolic(self, name: &str, target: &str) -> Self {
        self.link(name, EntryType::Symlink, target)
    }

    fn bytes(mut self) -> Vec<u8> {
        self.0.extend([0; 1024]);
        self.0
    }

    fn read(self) -> Result<ArchiveTree, ArchiveProblem> {
        tree(&self.bytes(), PLAIN)
    }

    /// Returns the listed files or the errors.
    fn files(self) -> Vec<String> {
        let tree = self.read().unwrap();
        let listing = tree.list("", &[".proto"]).and_then(|listing| listing.readable_if(|_| true));
        listing.map_or_else(|error| vec![error.to_string()], |listing| listing.files)
    }
}

fn tree(bytes: &[u8], format: ArchiveFormat) -> Result<ArchiveTree, ArchiveProblem> {
    ArchiveTree::read("x", Cursor::new(bytes), format).map_err(|error| error.problem)
}

fn limited(bytes: &[u8], format: ArchiveFormat, limits: Limits) -> Result<Entries, ArchiveProblem> {
    read(Cursor::new(bytes), format, limits)
}

fn zipped(files: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[track_caller]
fn refused(read: Result<ArchiveTree, ArchiveProblem>, words: &str) {
    let error = read.unwrap_err();
    assert_eq!(error.to_string(), words);
}

#[test]
fn rejects_entries_outside_of_the_archive() {
    for name in
        ["../b.proto", "x/../../b.proto", "../b.txt", "/b.proto", "/etc/b", "..", "..\\b.proto", "x\\..\\..\\b.proto"]
    {
        let words = format!("its entry `{name}` is outside of the archive");
        refused(Tar::default().file("a.proto").file(name).read(), &words);
        refused(
            tree(&zipped(&[("a.proto", TEXT), (name, TEXT)], SimpleFileOptions::default()), ArchiveFormat::Zip),
            &words,
        );
    }
    let inside = Tar::default().file("a.proto").file("x/../b.proto").file("./c.proto");
    assert_eq!(inside.files(), ["a.proto", "b.proto", "c.proto"]);
}

#[test]
fn a_backslash_separates_folders() {
    let files = |tree: ArchiveTree| tree.list("", &[".proto"]).unwrap().files;
    let zip = |names: &[&str]| {
        let entries: Vec<(&str, &[u8])> = names.iter().map(|&name| (name, TEXT)).collect();
        tree(&zipped(&entries, SimpleFileOptions::default()), ArchiveFormat::Zip)
    };
    let names = ["proto\\", "proto\\a\\b.proto", "proto/a/c.proto", ".\\d.proto"];
    let read = ["d.proto", "proto/a/b.proto", "proto/a/c.proto"];
    assert_eq!(files(zip(&names).unwrap()), read);
    assert_eq!(names.iter().fold(Tar::default(), |tar, name| tar.file(name)).files(), read);
    assert_eq!(files(zip(&["x-1\\a\\b.proto"]).unwrap().strip_components(1).unwrap()), ["a/b.proto"]);
    let link = Tar::default().file("d/a.proto").symbolic("e\\b.proto", "..\\d\\a.proto").symbolic("f", "e\\..\\d");
    assert_eq!(link.files(), ["d/a.proto", "e/b.proto", "f/a.proto"]);
    // An entry with a drive is as absolute as one with `/`.
    refused(zip(&["C:\\a.proto"]), "its entry `C:\\a.proto` is outside of the archive");
    let other = [("a\\b.proto", TEXT), ("a/b.proto", b"syntax = \"proto2\";".as_slice())];
    let zip = zipped(&other, SimpleFileOptions::default());
    refused(tree(&zip, ArchiveFormat::Zip), "it has two different files `a/b.proto`");
}

#[test]
fn follows_links_inside_and_reports_those_that_leave() {
    let files = |tar: Tar| tar.file("d/a.proto").files();
    assert_eq!(files(Tar::default().symbolic("b.proto", "d/a.proto")), ["b.proto", "d/a.proto"]);
    assert_eq!(files(Tar::default().link("b.proto", EntryType::Link, "d/a.proto")), ["b.proto", "d/a.proto"]);
    assert_eq!(files(Tar::default().symbolic("e", "d")), ["d/a.proto", "e/a.proto"]);
    assert_eq!(
        files(Tar::default().symbolic("e", "d").symbolic("f.proto", "e/a.proto")),
        ["d/a.proto", "e/a.proto", "f.proto"]
    );
    let leads_out = ["cannot read `b.proto`: it is a link that leads out of the archive"];
    assert_eq!(files(Tar::default().symbolic("b.proto", "../../etc/passwd")), leads_out);
    assert_eq!(files(Tar::default().symbolic("b.proto", "/etc/passwd")), leads_out);
    refused(
        Tar::default().link("b.proto", EntryType::Link, "/etc/passwd").read(),
        "its entry `/etc/passwd` is outside of the archive",
    );
    let nothing = ["cannot read `b.proto`: it is a link to what the archive does not have"];
    assert_eq!(files(Tar::default().symbolic("b.proto", "c.proto")), nothing);
    assert_eq!(files(Tar::default().symbolic("b", "c")), ["d/a.proto"], "no schema is missed");
    for (name, target) in [("e", "."), ("d/e", ".."), ("d/e", "../d")] {
        assert_eq!(
            files(Tar::default().symbolic(name, target)),
            ["d/a.proto"],
            "a link to a folder around it has no files"
        );
    }
    let circle = Tar::default().symbolic("b.proto", "c.proto").symbolic("c.proto", "b.proto");
    assert_eq!(files(circle), ["`b.proto` is a symbolic link that leads back to itself"]);
}

#[test]
fn limits_links_that_multiply_files() {
    let mut tar = Tar::default().file("d0/a.proto");
    for level in 1..40 {
        for link in ["x", "y"] {
            tar = tar.symbolic(&format!("d{level}/{link}"), &format!("../d{}", level - 1));
        }
    }
    let files = tar.files();
    assert_eq!(files.len(), 1);
    assert!(files[0].ends_with("its links multiply its files beyond reason"), "{files:?}");
}

#[test]
fn limits_chains_of_links() {
    let mut tar = Tar::default().file("0.proto");
    for link in 1..=60 {
        tar = tar.symbolic(&format!("{link}.proto"), &format!("{}.proto", link - 1));
    }
    let tree = tar.read().unwrap();
    assert_eq!(tree.read("30.proto").unwrap().as_deref(), Some(TEXT));
    assert!(matches!(tree.read("60.proto"), Err(ReadError::LinkLoop { .. })));
}

#[test]
fn lists_only_files_and_rejects_reading_others() {
    for kind in [EntryType::Fifo, EntryType::Char, EntryType::Block] {
        let tree = Tar::default().file("a.proto").entry("b.proto", kind, b"").read().unwrap();
        assert_eq!(tree.files("", ".proto").unwrap(), ["a.proto"]);
        assert_eq!(tree.read("b.proto").unwrap_err().to_string(), "cannot read `b.proto`: it is a pipe or a device");
    }
    let sparse = Tar::default().entry("b.proto", EntryType::GNUSparse, b"").read().unwrap();
    assert_eq!(sparse.read("b.proto").unwrap_err().to_string(), "cannot read `b.proto`: it is a sparse file");
}

#[test]
fn rejects_different_files_with_one_path() {
    let other = b"syntax = \"proto2\";".as_slice();
    let words = "it has two different files `a.proto`";
    refused(Tar::default().file("a.proto").entry("./a.proto", EntryType::Regular, other).read(), words);
    assert_eq!(Tar::default().file("a.proto").file("a.proto").files(), ["a.proto"]);
    assert_eq!(
        Tar::default().entry("a.txt", EntryType::Regular, b"1").entry("a.txt", EntryType::Regular, b"2").files(),
        [] as [&str; 0]
    );
    let stripped = Tar::default().file("x/a.proto").entry("y/a.proto", EntryType::Regular, other).read().unwrap();
    assert_eq!(stripped.strip_components(1).unwrap_err().problem.to_string(), words);
    // The zip writer rejects duplicates, so the test changes a name in its output.
    let zip = zipped(&[("a.proto", TEXT), ("b.proto", other)], SimpleFileOptions::default());
    let starts: Vec<usize> = (0..zip.len()).filter(|&at| zip[at..].starts_with(b"b.proto")).collect();
    let mut twice = zip;
    starts.into_iter().for_each(|at| twice[at] = b'a');
    refused(tree(&twice, ArchiveFormat::Zip), words);
}

#[test]
fn strips_components_of_entries_and_link_targets() {
    let tar = Tar::default().file("r/p/a.proto").file("top.proto").symbolic("r/b.proto", "p/a.proto");
    let tar = tar.link("r/c.proto", EntryType::Link, "r/p/a.proto").symbolic("r/d.proto", "../top.proto");
    let tree = tar.read().unwrap().strip_components(1).unwrap();
    assert_eq!(tree.read("b.proto").unwrap().as_deref(), Some(TEXT));
    assert_eq!(tree.read("c.proto").unwrap().as_deref(), Some(TEXT));
    assert_eq!(tree.read("top.proto").unwrap(), None);
    assert!(matches!(tree.read("d.proto"), Err(ReadError::Broken { .. })));
    assert!(tree.is_folder("p") && !tree.is_folder("r"));
    assert_eq!(tree.strip_components(9).unwrap().files("", "").unwrap(), [] as [&str; 0]);
}

#[test]
fn reads_long_names_in_every_format() {
    let long = format!("{}é.proto", "folder/".repeat(60));
    let mut gnu = Builder::new(Vec::new());
    gnu.append_data(&mut header("", EntryType::Regular, TEXT.len()), &long, TEXT).unwrap();
    let mut posix = Builder::new(Vec::new());
    posix.append_pax_extensions([("path", long.as_bytes()), ("comment", b"a\nb")]).unwrap();
    posix.append(&header("short", EntryType::Regular, TEXT.len()), TEXT).unwrap();
    for builder in [gnu, posix] {
        let tree = tree(&builder.into_inner().unwrap(), PLAIN).unwrap();
        assert_eq!(tree.files("", ".proto").unwrap(), [long.as_str()]);
    }
}

#[test]
fn reports_false_headers_as_corruption() {
    let pax = |record: &[u8]| Tar::default().entry("x", EntryType::XHeader, record).file("a.proto").read();
    for record in
        [&b"9999 path=x\n"[..], b"x path=y\n", b"5 a=b\n", b"0 a=b\n", b"path=x\n", b"18446744073709551616 a=b\n"]
    {
        refused(pax(record), "it is damaged: an extended header is none");
    }
    refused(pax(b"10 size=7\n"), "it is damaged: an entry has two sizes");
    let mut wrong = Tar::default().file("a.proto").bytes();
    wrong[0] ^= 1;
    assert!(matches!(tree(&wrong, PLAIN), Err(ArchiveProblem::Unpack(UnpackError::Damaged { .. }))));
    let huge = header("x", EntryType::GNULongName, 1 << 21);
    refused(tree(huge.as_bytes(), PLAIN), "it is damaged: the name of an entry is longer than 1 MiB");
}

#[test]
fn reports_truncated_archives() {
    let tar = Tar::default().file("a.proto").file("b.proto").bytes();
    // Without the blocks at the end, other files may be missing: an older version with fewer files hides changes.
    for length in [100, 520, 1024 + 100, 1024 + 520, 2048] {
        refused(tree(&tar[..length], PLAIN), "it is truncated");
    }
    for compression in [Compression::Gzip, Compression::Zstd] {
        let packed = compression.pack(&tar);
        for length in [0, 10, packed.len() / 2, packed.len() - 1] {
            refused(tree(&packed[..length], ArchiveFormat::Tar(compression)), "it is truncated");
        }
    }
    let zip = zipped(&[("a.proto", TEXT)], SimpleFileOptions::default());
    for length in [0, 30, zip.len() - 1] {
        assert!(matches!(tree(&zip[..length], ArchiveFormat::Zip), Err(ArchiveProblem::Unpack(_))));
    }
}

#[test]
fn does_not_panic_on_corrupt_archives() {
    let tar = Tar::default()
        .file("a.proto")
        .symbolic("b.proto", "a.proto")
        .entry("x", EntryType::XHeader, b"15 path=b.proto\n")
        .file("c")
        .bytes();
    let deflated = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let zip = zipped(&[("a.proto", TEXT), ("b.proto", &TEXT.repeat(9))], deflated);
    for (bytes, format) in [(tar, PLAIN), (zip, ArchiveFormat::Zip)] {
        for at in 0..bytes.len() {
            for byte in [0, 0xff, bytes[at] ^ 1, bytes[at].wrapping_add(64)] {
                let mut damaged = bytes.clone();
                damaged[at] = byte;
                if let Ok(tree) = tree(&damaged, format) {
                    let _ = tree.files("", ".proto").map(|files| files.iter().for_each(|path| drop(tree.read(path))));
                }
            }
        }
    }
}

#[test]
fn enforces_the_limits_of_an_archive() {
    let limits = Limits { entries: 3, unpacked: 16 << 10, kept: 1 << 10 };
    let check = |bytes: &[u8], words: &str| {
        let error = limited(bytes, PLAIN, limits).unwrap_err();
        assert_eq!(error.to_string(), words);
    };
    let many = (0..4).fold(Tar::default(), |tar, at| tar.entry(&format!("{at}"), EntryType::Directory, b""));
    check(&many.bytes(), "it has more than 3 entries");
    let passed_over = Tar::default().entry("x.bin", EntryType::Regular, &[0; 17 << 10]);
    check(&passed_over.bytes(), "it decompresses to more than 16 KiB");
    let kept = Tar::default().entry("x.proto", EntryType::Regular, &[b' '; 2 << 10]);
    check(&kept.bytes(), "it decompresses to more than 1 KiB of files to read");
    let liar = header("x.proto", EntryType::Regular, 1 << 40);
    check(liar.as_bytes(), "it decompresses to more than 1 KiB of files to read");
    let names = (0..3).fold(Tar::default(), |tar, at| tar.symbolic(&"n".repeat(90 + at), &"t".repeat(99)));
    assert!(limited(&names.bytes(), PLAIN, Limits { kept: 512, ..limits }).is_err(), "names take memory too");
    let zip = zipped(&[("x.proto", &[b' '; 2 << 10])], SimpleFileOptions::default());
    let error = limited(&zip, ArchiveFormat::Zip, limits).unwrap_err();
    assert_eq!(error.to_string(), "it decompresses to more than 1 KiB of files to read");
}

#[test]
fn reports_false_sizes_in_a_zip() {
    let deflated = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let mut zip = zipped(&[("x.proto", &[b' '; 4096])], deflated);
    // The uncompressed size is at offset 24 of a directory entry.
    let directory = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    zip[directory + 24..directory + 28].copy_from_slice(&16u32.to_le_bytes());
    assert!(tree(&zip, ArchiveFormat::Zip).is_err());
}

#[test]
fn names_the_unreadable_entry_of_a_zip() {
    let bytes = |method: u16, flags: u16| {
        let mut zip = zipped(
            &[("x.proto", TEXT)],
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        );
        let directory = zip.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        for (at, flags_at) in [(8, 6), (directory + 10, directory + 8)] {
            zip[at..at + 2].copy_from_slice(&method.to_le_bytes());
            zip[flags_at..flags_at + 2].copy_from_slice(&flags.to_le_bytes());
        }
        zip
    };
    refused(tree(&bytes(14, 0), ArchiveFormat::Zip), "its entry `x.proto` is neither stored nor deflated");
    refused(tree(&bytes(0, 1), ArchiveFormat::Zip), "its entry `x.proto` is encrypted");
    assert!(tree(&bytes(0, 0), ArchiveFormat::Zip).is_ok());
}

#[test]
fn names_the_actual_format_of_an_archive() {
    let tar = Tar::default().file("a.proto").bytes();
    let gzip = Compression::Gzip.pack(&tar);
    let zip = zipped(&[("a.proto", TEXT)], SimpleFileOptions::default());
    let looks = |bytes: &[u8], format| match tree(bytes, format) {
        Err(ArchiveProblem::Unpack(UnpackError::NotPacked { wanted, looks })) => (wanted, looks),
        other => panic!("{other:?}"),
    };
    assert_eq!(looks(&gzip, PLAIN), ("a plain tar", Some("gzip")));
    assert_eq!(looks(&zip, ArchiveFormat::Tar(Compression::Gzip)), ("gzip", Some("a zip archive")));
    assert_eq!(looks(&gzip, ArchiveFormat::Zip), ("a zip archive", Some("gzip")));
    assert_eq!(looks(&tar, ArchiveFormat::Tar(Compression::Zstd)), ("zstd", Some("a plain tar")));
    assert_eq!(looks(&tar, ArchiveFormat::Zip), ("a zip archive", Some("a plain tar")));
    assert_eq!(looks(TEXT, ArchiveFormat::Tar(Compression::Gzip)), ("gzip", None));
    assert!(matches!(tree(TEXT, ArchiveFormat::Zip), Err(ArchiveProblem::Unpack(UnpackError::Damaged { .. }))));
}
