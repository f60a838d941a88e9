//! Drawn schemas with options of generators, and changes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The texts of files by path.
pub(super) type Texts = BTreeMap<String, String>;

/// Two versions, and a description of the change.
pub(super) struct Draw {
    pub(super) what: String,
    pub(super) old: Texts,
    pub(super) new: Texts,
}

/// The maximum number of draws until both sides compile.
const ATTEMPTS: u64 = 100;

const PACKAGES: [&str; 3] = ["shop.v1", "acme.user_data.v2", "x"];
const HEADS: [&str; 4] = ["syntax = \"proto2\";", "syntax = \"proto3\";", "edition = \"2023\";", "edition = \"2024\";"];
const PATHS: [&str; 5] = ["user.proto", "user_info.proto", "order-item.proto", "a/money.v2.proto", "b/user.proto"];
const NAMES: [&str; 10] =
    ["User", "UserInfo", "UserProto", "Money", "MoneyV2", "OrderItem", "State", "Kind", "OrderState", "Users"];

/// The options with values to draw. The first values are those that generators derive from some of the paths and packages.
const OPTIONS: [(&str, &[&str]); 9] = [
    (
        "go_package",
        &[
            "\"example.com/a/b\"",
            "\"example.com/a/b;b\"",
            "\"example.com/a/b;c\"",
            "\"example.com/x-y\"",
            "\"example.com/x-y;x_y\"",
        ],
    ),
    ("java_package", &["\"shop.v1\"", "\"acme.user_data.v2\"", "\"x\"", "\"other.name\"", "\"\""]),
    ("java_outer_classname", &["\"UserInfo\"", "\"UserOuterClass\"", "\"MoneyV2\"", "\"Outer\"", "\"UserProto\""]),
    ("java_multiple_files", &["true", "false"]),
    ("java_generic_services", &["true", "false"]),
    ("csharp_namespace", &["\"Shop.V1\"", "\"Acme.UserData.V2\"", "\"X\"", "\"Other\"", "\"\""]),
    ("cc_enable_arenas", &["true", "false"]),
    ("cc_generic_services", &["true", "false"]),
    ("optimize_for", &["SPEED", "CODE_SIZE", "LITE_RUNTIME"]),
];

#[derive(Clone)]
struct World {
    head: &'static str,
    package: &'static str,
    files: Vec<DrawnFile>,
}

#[derive(Clone)]
struct DrawnFile {
    path: &'static str,
    options: BTreeMap<&'static str, &'static str>,
    declarations: Vec<Declaration>,
}

#[derive(Clone)]
struct Declaration {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Message {
        fields: Vec<Field>,
        nested: Option<&'static str>,
    },
    /// The names of the values.
    Enum(Vec<String>),
    /// The message of the method.
    Service(&'static str),
}

#[derive(Clone)]
struct Field {
    ty: &'static str,
    is_repeated: bool,
    ctype: Option<&'static str>,
}

/// Draws both sides of a change. `compiles` decides whether they are valid.
pub(super) fn draw(seed: u64, number: u64, compiles: impl Fn(&Texts) -> Result<bool, Error>) -> Result<Draw, Error> {
    for attempt in 0..ATTEMPTS {
        let mut random = Random::keyed(seed, &[number, attempt]);
        let before = World::draw(&mut random);
        let mut after = before.clone();
        let count = 1 + random.below(2);
        let what: Vec<String> = (0..count).filter_map(|_| after.change(&mut random)).collect();
        let old = before.texts();
        let new = after.texts();
        if old != new && compiles(&old)? && compiles(&new)? {
            return Ok(Draw { what: what.join(", "), old, new });
        }
    }
    Err(Error::Usage(format!("draw {number} finds no schema that compiles")))
}

fn pick<T: Copy>(random: &mut Random, all: &[T]) -> T {
    all[random.below(all.len())]
}

impl World {
    fn draw(random: &mut Random) -> Self {
        let mut names = random.sample(NAMES.to_vec(), 6);
        let paths = random.sample(PATHS.to_vec(), 2);
        let mut world = Self { head: pick(random, &HEADS), package: pick(random, &PACKAGES), files: Vec::new() };
        for path in paths {
            let mut options = BTreeMap::from([("go_package", pick(random, OPTIONS[0].1))]);
            for (name, values) in OPTIONS.iter().skip(1) {
                if random.chance(3) {
                    options.insert(name, pick(random, values));
                }
            }
            world.files.push(DrawnFile { path, options, declarations: Vec::new() });
        }
        let first = names.pop().expect("there are several");
        let kind = message(random, None);
        world.declare(random, Declaration { name: first, kind });
        for _ in 0..1 + random.below(3) {
            let Some(name) = names.pop() else { break };
            let nested = if random.chance(4) { names.pop() } else { None };
            let kind = match random.below(3) {
                0 => message(random, nested),
                1 => Kind::Enum(values(random, name)),
                _ => Kind::Service(first),
            };
            world.declare(random, Declaration { name, kind });
        }
        world
    }

    fn declare(&mut self, random: &mut Random, declaration: Declaration) {
        let file = random.below(self.files.len());
        self.files[file].declarations.push(declaration);
    }

    /// Makes a change, and describes it; `None` if the draw led to none.
    fn change(&mut self, random: &mut Random) -> Option<String> {
        let file = random.below(self.files.len());
        match random.below(10) {
            0..=3 => {
                let (name, values) = pick(random, &OPTIONS);
                let is_removed = name != "go_package" && random.chance(3);
                let options = &mut self.files[file].options;
                if is_removed {
                    return options.remove(name).map(|value| format!("{name} = {value} removed"));
                }
                let value = pick(random, values);
                let was = options.insert(name, value);
                Some(format!("{name} from {was:?} to {value}"))
            }
            4 => {
                let path = pick(random, &PATHS);
                let is_free = self.files.iter().all(|other| other.path != path);
                let was = is_free.then(|| std::mem::replace(&mut self.files[file].path, path))?;
                Some(format!("{was} renamed to {path}"))
            }
            5 => {
                let from = &mut self.files[file].declarations;
                let moved = if from.is_empty() { None } else { Some(from.remove(random.below(from.len()))) }?;
                let name = moved.name;
                let to = (file + 1) % self.files.len();
                self.files[to].declarations.push(moved);
                Some(format!("{name} moved to {}", self.files[to].path))
            }
            6 => {
                let used: BTreeSet<&str> =
                    self.files.iter().flat_map(|file| &file.declarations).map(|it| it.name).collect();
                let name = pick(random, &NAMES);
                let kind = if random.chance(2) { message(random, None) } else { Kind::Enum(values(random, name)) };
                (!used.contains(name)).then(|| self.files[file].declarations.push(Declaration { name, kind }))?;
                Some(format!("{name} added to {}", self.files[file].path))
            }
            7 | 8 => {
                let field = self.fields().nth(random.below(4))?;
                let ctype = pick(random, &[None, Some("STRING"), Some("CORD"), Some("STRING_PIECE")]);
                let was = std::mem::replace(&mut field.ctype, ctype);
                Some(format!("ctype of {} (repeated: {}) from {was:?} to {ctype:?}", field.ty, field.is_repeated))
            }
            _ => {
                let declarations = self.files.iter_mut().flat_map(|file| &mut file.declarations);
                let mut enums = declarations.filter_map(|it| match &mut it.kind {
                    Kind::Enum(values) => Some((it.name, values)),
                    Kind::Message { .. } | Kind::Service(_) => None,
                });
                let (name, values) = enums.next()?;
                let value =
                    if random.chance(2) { format!("{}_NEW", snake(name)) } else { format!("NEW_{}", snake(name)) };
                (!values.contains(&value)).then(|| values.push(value.clone()))?;
                Some(format!("{value} added to {name}"))
            }
        }
    }

    fn fields(&mut self) -> impl Iterator<Item = &mut Field> {
        self.files.iter_mut().flat_map(|file| &mut file.declarations).flat_map(|it| match &mut it.kind {
            Kind::Message { fields, .. } => fields.iter_mut(),
            Kind::Enum(_) | Kind::Service(_) => [].iter_mut(),
        })
    }

    fn texts(&self) -> Texts {
        self.files.iter().map(|file| (file.path.to_owned(), self.text(file))).collect()
    }

    fn text(&self, file: &DrawnFile) -> String {
        let mut text = format!("{}\npackage {};\n", self.head, self.package);
        let needed: BTreeSet<&str> = file
            .declarations
            .iter()
            .filter_map(|it| if let Kind::Service(message) = &it.kind { Some(*message) } else { None })
            .filter_map(|message| {
                let declares = |other: &&DrawnFile| other.declarations.iter().any(|it| it.name == message);
                self.files.iter().find(declares).map(|other| other.path)
            })
            .filter(|path| *path != file.path)
            .collect();
        for path in needed {
            let _ = writeln!(text, "import \"{path}\";");
        }
        for (name, value) in &file.options {
            // Edition 2024 has a feature instead.
            if !(*name == "java_multiple_files" && self.head.contains("2024")) {
                let _ = writeln!(text, "option {name} = {value};");
            }
        }
        file.declarations.iter().for_each(|it| self.declaration(it, &mut text));
        text
    }

    fn declaration(&self, declaration: &Declaration, text: &mut String) {
        let name = declaration.name;
        match &declaration.kind {
            Kind::Message { fields, nested } => {
                let _ = writeln!(text, "message {name} {{");
                if let Some(nested) = nested {
                    let _ = writeln!(text, "  message {nested} {{}}");
                }
                for (at, field) in fields.iter().enumerate() {
                    let label = match (field.is_repeated, self.head.contains("proto2")) {
                        (true, _) => "repeated ",
                        (false, true) => "optional ",
                        (false, false) => "",
                    };
                    let ctype = field.ctype.filter(|_| !self.head.contains("2024"));
                    let option = ctype.map_or_else(String::new, |ctype| format!(" [ctype = {ctype}]"));
                    let _ = writeln!(text, "  {label}{} f{at} = {}{option};", field.ty, at + 1);
                }
                text.push_str("}\n");
            }
            Kind::Enum(values) => {
                let _ = writeln!(text, "enum {name} {{");
                for (number, value) in values.iter().enumerate() {
                    let _ = writeln!(text, "  {value} = {number};");
                }
                text.push_str("}\n");
            }
            Kind::Service(message) => {
                let _ = writeln!(text, "service {name} {{ rpc Get({message}) returns ({message}); }}");
            }
        }
    }
}

fn message(random: &mut Random, nested: Option<&'static str>) -> Kind {
    let field = |random: &mut Random| Field {
        ty: pick(random, &["string", "bytes"]),
        is_repeated: random.chance(3),
        ctype: if random.chance(3) { Some(pick(random, &["STRING", "CORD", "STRING_PIECE"])) } else { None },
    };
    let fields = (0..1 + random.below(3)).map(|_| field(random)).collect();
    Kind::Message { fields, nested }
}

/// Returns names of values, with or without the prefix that generators remove.
fn values(random: &mut Random, name: &str) -> Vec<String> {
    let prefix = snake(name);
    let has_prefix = random.chance(2);
    let value = |end: &str| if has_prefix { format!("{prefix}_{end}") } else { format!("{end}_OF_{prefix}") };
    ["NONE", "ONE"].map(value).to_vec()
}

/// Returns a name in capital letters with underscores.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_uppercase());
    }
    snake
}
