//! Evidence that decides about a change and that the change touches: rules, usage files, images of consumers, levels, people who
//! may approve, folders for imports, and first configurations.

use std::collections::{BTreeMap, BTreeSet};

use protoward_kit::random::Random;

/// The fields of the schema that probes delete, with their messages.
pub(super) const FIELDS: &[(&str, &str)] = &[("A", "a"), ("A", "b"), ("B", "x"), ("B", "y")];

/// The schema of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schema {
    /// The types of the fields that are there, as indexes into [`TYPES`].
    types: BTreeMap<(&'static str, &'static str), usize>,
    has_method: bool,
}

/// The types of fields.
const TYPES: [&str; 3] = ["int32", "int64", "string"];

impl Schema {
    pub(super) fn new() -> Self {
        Self { types: FIELDS.iter().map(|field| (*field, 0)).collect(), has_method: true }
    }

    /// Returns the schema after one breaking change.
    pub(super) fn broken(&self, random: &mut Random) -> Self {
        let probes = self.probes();
        random.pick(&probes).cloned().unwrap_or_else(|| self.clone())
    }

    /// Returns every schema that differs by one breaking change.
    pub(super) fn probes(&self) -> Vec<Self> {
        let mut probes = Vec::new();
        for field in self.types.keys() {
            let mut deleted = self.clone();
            deleted.types.remove(field);
            probes.push(deleted);
            for ty in 1..TYPES.len() {
                let mut changed = self.clone();
                changed.types.insert(*field, ty);
                probes.push(changed);
            }
        }
        probes.push(Self { has_method: false, ..self.clone() });
        probes
    }

    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let file = |message: &str, import: &str, more: &str| {
            let fields = self.types.iter().filter(|((of, _), _)| *of == message);
            let fields: String = fields
                .map(|((_, name), ty)| {
                    let number = u32::from(name.as_bytes()[0]);
                    format!("  {} {name} = {number};\n", TYPES[*ty])
                })
                .collect();
            format!("syntax = \"proto3\";\npackage p.v1;\n{import}message {message} {{\n{fields}{more}}}\n")
        };
        texts.insert("a.proto".to_owned(), file("A", "import \"d.proto\";\n", "  d.D d = 1;\n"));
        let method = if self.has_method { "  rpc Get(B) returns (B);\n" } else { "" };
        let service = format!("service S {{\n{method}}}\n");
        texts.insert("b.proto".to_owned(), file("B", "", "  int32 z = 1;\n") + &service);
        texts
    }
}

/// The kind and the rules of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Configuration {
    None,
    Own,
    Buf,
}

/// The part of the evidence that a change touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touched {
    Nothing,
    Configuration,
    Rules,
    Usage,
    Image,
    Levels,
    Approvers,
    Include,
}

impl Touched {
    const ALL: &[Self] = &[
        Self::Nothing,
        Self::Configuration,
        Self::Rules,
        Self::Usage,
        Self::Usage,
        Self::Image,
        Self::Image,
        Self::Levels,
        Self::Approvers,
        Self::Include,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Configuration => "the configuration",
            Self::Rules => "rules",
            Self::Usage => "a usage file",
            Self::Image => "an image",
            Self::Levels => "levels",
            Self::Approvers => "approvers",
            Self::Include => "a folder for imports",
        }
    }
}

/// The evidence of a version, by which findings are decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    configuration: Configuration,
    rules: usize,
    /// The lines of the usage file of a consumer; `None` without the consumer.
    usage: Option<BTreeSet<&'static str>>,
    /// The image of a consumer, as an index of the images that the situation has built; `None` without the consumer.
    image: Option<usize>,
    levels: BTreeMap<&'static str, &'static str>,
    approvers: BTreeSet<&'static str>,
    /// The folder for imports, and the type in its file.
    include: (usize, usize),
}

/// The lists of rules; `None` for the default.
const RULES: [Option<&str>; 4] = [None, Some("FILE"), Some("WIRE_JSON"), Some("WIRE")];

/// The lines that a usage file may have.
const USES: [&str; 6] = ["p.v1.A.a", "p.v1.A.b", "p.v1.B.x", "p.v1.B.*", "/p.v1.S/Get", "d.D.x"];

/// The names with levels.
const LEVELED: [&str; 4] = ["p.v1.A", "p.v1.B", "p.v1.A.a", "p.v1.S"];

impl Evidence {
    /// Returns the evidence of a schema without consumers, levels and approvers.
    pub(super) const fn plain() -> Self {
        Self {
            configuration: Configuration::Own,
            rules: 0,
            usage: None,
            image: None,
            levels: BTreeMap::new(),
            approvers: BTreeSet::new(),
            include: (0, 0),
        }
    }

    pub(super) fn draw(random: &mut Random) -> Self {
        let configuration = match random.below(6) {
            0 => Configuration::None,
            1 => Configuration::Buf,
            _ => Configuration::Own,
        };
        let mut evidence = Self { configuration, rules: random.below(RULES.len()), ..Self::plain() };
        if random.chance(2) {
            evidence.usage = Some(lines(random));
        }
        if random.chance(3) {
            evidence.image = Some(random.below(2));
        }
        if random.chance(3) {
            evidence.levels.insert(LEVELED[random.below(LEVELED.len())], level(random));
        }
        if random.chance(4) {
            evidence.approvers.insert("ann@example.com");
        }
        evidence
    }

    /// Returns the evidence after a change of one part.
    pub(super) fn touched(&self, random: &mut Random) -> (Self, Touched) {
        let touched = *random.pick(Touched::ALL).expect("there are parts");
        let mut next = self.clone();
        match touched {
            Touched::Nothing => {}
            Touched::Configuration => {
                let all = [Configuration::None, Configuration::Own, Configuration::Own, Configuration::Buf];
                next.configuration = all[random.below(all.len())];
                next.rules = random.below(RULES.len());
            }
            Touched::Rules => next.rules = random.below(RULES.len()),
            Touched::Usage => next.usage = if random.chance(6) { None } else { Some(lines(random)) },
            Touched::Image => next.image = if random.chance(6) { None } else { Some(random.below(4)) },
            Touched::Levels => {
                let name = LEVELED[random.below(LEVELED.len())];
                if random.chance(3) {
                    next.levels.remove(name);
                } else {
                    next.levels.insert(name, level(random));
                }
            }
            Touched::Approvers => {
                let name = ["ann@example.com", "eve@example.com"][random.below(2)];
                if !next.approvers.remove(name) {
                    next.approvers.insert(name);
                }
            }
            Touched::Include => next.include = (random.below(2), random.below(TYPES.len())),
        }
        let touched =
            if next.texts() == self.texts() && next.image() == self.image() { Touched::Nothing } else { touched };
        (next, touched)
    }

    /// Returns the image that is copied to `c/app.binpb`.
    pub(super) fn image(&self) -> Option<usize> {
        self.image.filter(|_| self.configuration == Configuration::Own)
    }

    /// Returns the texts of all files, except the image.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        let d = |ty: usize| format!("syntax = \"proto3\";\npackage d;\nmessage D {{\n  {} x = 1;\n}}\n", TYPES[ty]);
        match self.configuration {
            // The import is found in the module.
            Configuration::None => {
                texts.insert("d.proto".to_owned(), d(self.include.1));
            }
            Configuration::Buf => {
                texts.insert("d.proto".to_owned(), d(self.include.1));
                let rules = RULES[self.rules].map(|rules| format!("breaking:\n  use: [{rules}]\n")).unwrap_or_default();
                texts.insert("buf.yaml".to_owned(), format!("version: v2\nlint:\n  use: [SYNTAX_SPECIFIED]\n{rules}"));
            }
            Configuration::Own => {
                let folder = format!("tp{}", self.include.0);
                texts.insert(format!("{folder}/d.proto"), d(self.include.1));
                texts.insert("protoward.toml".to_owned(), self.toml(&folder));
                let usage = self.usage.as_ref().map(|lines| lines.iter().map(|line| format!("{line}\n")).collect());
                texts.extend(usage.map(|usage| ("c/web.usage".to_owned(), usage)));
            }
        }
        texts
    }

    fn toml(&self, folder: &str) -> String {
        let mut toml = format!("include = [\"{folder}\"]\n[breaking]\n");
        if let Some(rules) = RULES[self.rules] {
            toml += &format!("use = [\"{rules}\"]\n");
        }
        if self.usage.is_some() || self.image.is_some() {
            toml += "without-consumer = \"warning\"\n[consumers]\n";
            toml += if self.usage.is_some() { "web = { usage = \"c/web.usage\" }\n" } else { "" };
            toml += if self.image.is_some() { "app = \"c/app.binpb\"\n" } else { "" };
        }
        if !self.levels.is_empty() {
            toml += "[stability.levels]\n";
            self.levels.iter().for_each(|(name, level)| toml += &format!("\"{name}\" = \"{level}\"\n"));
        }
        if !self.approvers.is_empty() {
            let names: Vec<String> = self.approvers.iter().map(|name| format!("\"{name}\"")).collect();
            toml += &format!("[approvals]\napprovers = [{}]\n", names.join(", "));
        }
        toml
    }
}

fn lines(random: &mut Random) -> BTreeSet<&'static str> {
    let one = USES[random.below(USES.len())];
    USES.iter().copied().filter(|_| random.chance(2)).chain([one]).collect()
}

fn level(random: &mut Random) -> &'static str {
    ["alpha", "beta", "stable"][random.below(3)]
}
