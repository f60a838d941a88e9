//! Drawn modules: a few files whose declarations mostly follow the conventions, with seeded deviations in names, comments,
//! imports, options and packages.

mod disguise;
mod file;
mod names;

use std::collections::BTreeMap;

use file::{CustomOption, Shape, Writer};
use protoward_kit::random::Random;

/// The files of a module by path, relative to its root.
#[derive(Debug, Clone)]
pub(in crate::oracle) struct Module {
    pub(in crate::oracle) files: BTreeMap<String, String>,
}

/// The declarations of a file that later files of a module can use.
#[derive(Debug, Clone, Default)]
struct Declared {
    path: String,
    package: String,
    messages: Vec<String>,
    /// The messages with extension ranges.
    extendable: Vec<String>,
    enums: Vec<String>,
    options: Vec<CustomOption>,
    shapes: Vec<Shape>,
    /// The indexes of publicly imported files.
    public: Vec<usize>,
}

/// Draws a module. The number is in all paths and packages, so that modules of a workspace do not clash.
pub(in crate::oracle) fn draw(seed: u64, number: u64) -> Module {
    let mut random = Random::keyed(seed, &[number]);
    // A module without deviations must have no findings but those of options.
    let one_in = [4, 8, 16, 40, 1000][random.below(5)];
    let mut names = names::NameDraw::new(random.next_u64(), one_in);
    let packages = packages(&mut random, number, one_in);
    if packages.iter().any(String::is_empty) {
        // Without a package, the declarations of two modules could have one name. `buf lint` accepts that, because it compiles
        // each module alone, but protoward refuses it, as `buf build` does.
        names.mark(number);
    }
    let mut files = BTreeMap::new();
    let mut declared: Vec<Declared> = Vec::new();
    for index in 0..=random.below(4) {
        let package = random.pick(&packages).cloned().unwrap_or_default();
        let folder = if random.chance(one_in) {
            random.pick(&[format!("p{number}"), format!("p{number}/x"), format!("p{number}/v1")]).cloned()
        } else {
            Some(package.replace('.', "/"))
        };
        let folder = folder.filter(|folder| !folder.is_empty()).unwrap_or_else(|| format!("p{number}"));
        let path = format!("{folder}/{}{index}.proto", names.file());
        let mut writer = Writer::new(&mut random, &mut names, one_in, &declared, number);
        let (text, own) = writer.write(&path, &package);
        files.insert(path, disguise::disguised(text, &mut random));
        declared.push(own);
    }
    if random.chance(12) {
        files.insert(format!("p{number}/empty.proto"), disguise::empty(&mut random));
    }
    Module { files }
}

fn packages(random: &mut Random, number: u64, one_in: usize) -> Vec<String> {
    let mut packages = Vec::new();
    for part in ["foo", "bar", "baz"] {
        let version = ["v1", "v1", "v1", "v2", "v1beta1", "v1alpha", "v1test", "v1p1beta2"][random.below(8)];
        packages.push(format!("p{number}.{part}.{version}"));
        if random.chance(one_in) {
            let odd = ["", "Foo.v1", "foo_bar", "fooBar.v1", "foo__x.v1", "v0", "v1p1", "foo.V1", "a.b.c.v1beta0"];
            let odd = odd[random.below(odd.len())];
            packages.push(if odd.is_empty() { String::new() } else { format!("p{number}.{odd}") });
        }
        if random.chance(2) {
            break;
        }
    }
    packages
}
