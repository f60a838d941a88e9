//! Evidence that decides about a change and that the change touches: rules, usage files, images of consumers, levels, people who
//! may approve, the ledger, check plugins, folders for imports, and first configurations.

use std::collections::{BTreeMap, BTreeSet};

use super::people::People;
use protoward_kit::random::Random;

/// The fields of the schema that probes delete, with their messages.
pub(super) const FIELDS: &[(&str, &str)] = &[("A", "a"), ("A", "b"), ("B", "x"), ("B", "y")];

/// The schema of a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schema {
    /// The types of the fields that are there, as indexes into [`TYPES`].
    types: BTreeMap<(&'static str, &'static str), usize>,
    has_method: bool,
    /// The messages with a field whose number an earlier field had.
    reusing: BTreeSet<&'static str>,
    /// The expression of a predefined rule, as an index into [`EXPRESSIONS`]; `None` without a rule.
    expression: Option<usize>,
}

/// The messages with fields.
const MESSAGES: [&str; 2] = ["A", "B"];

/// The number that a field of each message had before the history begins. Only a ledger knows it.
const EARLIER: u32 = 200;

/// Expressions of a predefined rule, with the smallest value that each accepts.
const EXPRESSIONS: [(&str, i32); 4] =
    [("this >= rule", 3), ("this > rule", 4), ("this >= rule - 1", 2), ("this >= rule + 5", 8)];

/// The types of fields.
const TYPES: [&str; 3] = ["int32", "int64", "string"];

impl Schema {
    pub(super) fn draw(random: &mut Random) -> Self {
        let types = FIELDS.iter().map(|field| (*field, 0)).collect();
        let expression = random.chance(6).then(|| random.below(EXPRESSIONS.len()));
        Self { types, has_method: true, reusing: BTreeSet::new(), expression }
    }

    /// Returns `true` if the predefined rule of the other version rejects what this one accepts.
    pub(super) fn has_laxer_rule(&self, other: &Self) -> bool {
        let least = |schema: &Self| schema.expression.map(|at| EXPRESSIONS[at].1);
        least(other) > least(self)
    }

    /// Returns the path of the first file that differs.
    pub(super) fn changed_file(&self, other: &Self) -> &'static str {
        let of = |schema: &Self, message: &str| schema.texts().remove(&format!("{}.proto", message.to_lowercase()));
        if of(self, "A") != of(other, "A") { "a.proto" } else { "b.proto" }
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
        probes.extend(MESSAGES.map(|message| Self { reusing: BTreeSet::from([message]), ..self.clone() }));
        let others = (0..EXPRESSIONS.len()).map(|at| Self { expression: Some(at), ..self.clone() });
        probes.extend(others.filter(|other| self.expression.is_some() && self.has_laxer_rule(other)));
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
            let reusing = self.reusing.contains(message).then(|| format!("  string again = {EARLIER};\n"));
            let fields = fields + &reusing.unwrap_or_default();
            format!("syntax = \"proto3\";\npackage p.v1;\n{import}message {message} {{\n{fields}{more}}}\n")
        };
        texts.insert("a.proto".to_owned(), file("A", "import \"d.proto\";\n", "  d.D d = 1;\n"));
        let method = if self.has_method { "  rpc Get(B) returns (B);\n" } else { "" };
        let service = format!("service S {{\n{method}}}\n");
        texts.insert("b.proto".to_owned(), file("B", "", "  int32 z = 1;\n") + &service);
        if let Some((expression, _)) = self.expression.map(|at| EXPRESSIONS[at]) {
            let head = "edition = \"2023\";\npackage p.v1;\nimport \"buf/validate/validate.proto\";\n";
            let rule = format!("{{ id: \"least\", message: \"too small\", expression: \"{expression}\" }}");
            let extension = format!("  int32 least = 1161 [(buf.validate.predefined).cel = {rule}];\n");
            texts.insert("rules.proto".to_owned(), format!("{head}extend buf.validate.Int32Rules {{\n{extension}}}\n"));
            let field = "  int32 v = 1 [(buf.validate.field).int32.(p.v1.least) = 3];\n";
            texts.insert("r.proto".to_owned(), format!("{head}import \"rules.proto\";\nmessage R {{\n{field}}}\n"));
        }
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
    Owners,
    Ledger,
    Plugin,
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
        Self::Owners,
        Self::Owners,
        Self::Ledger,
        Self::Ledger,
        Self::Plugin,
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
            Self::Owners => "owners",
            Self::Ledger => "the ledger",
            Self::Plugin => "a check plugin",
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
    people: People,
    /// The messages whose earlier fields the ledger has; `None` without a ledger.
    ledger: Option<BTreeSet<&'static str>>,
    plugin: Option<Plugin>,
    /// The folder for imports, and the type in its file.
    include: (usize, usize),
}

/// A check plugin whose rule has a finding in every comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plugin {
    Strict,
    WithOptions,
    /// Another file of the same name, which finds nothing.
    Quiet,
}

/// The categories of a configuration; none for the default.
const RULES: [&[&str]; 5] = [&[], &["FILE"], &["FILE", API], &["WIRE_JSON"], &["WIRE"]];

/// The category with the rules about constraints, which buf does not have.
const API: &str = "API";

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
            people: People::everybody(),
            ledger: None,
            plugin: None,
            include: (0, 0),
        }
    }

    /// Draws evidence, and the part of it that a change is to touch.
    pub(super) fn draw(random: &mut Random) -> (Self, Touched) {
        let touched = *random.pick(Touched::ALL).expect("there are parts");
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
        if random.chance(3) || touched == Touched::Owners {
            evidence.people = People::draw(random);
        }
        if random.chance(8) || touched == Touched::Ledger {
            evidence.ledger = Some(MESSAGES.into_iter().filter(|_| random.chance(2)).collect());
        }
        // Processes take long, and a plugin that finds something everywhere hides other findings.
        evidence.plugin = (touched == Touched::Plugin).then_some(Plugin::Strict);
        (evidence, touched)
    }

    /// Returns the evidence after a change of a part, and the touched part: [`Touched::Nothing`] if no file differs.
    pub(super) fn touched(&self, touched: Touched, random: &mut Random) -> (Self, Touched) {
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
            Touched::Approvers => next.people = self.people.with_other_approvers(random),
            Touched::Owners => next.people = self.people.with_other_owners(random),
            Touched::Ledger => next.ledger = if random.chance(4) { None } else { Some(self.next_ledger(random)) },
            Touched::Plugin => {
                next.plugin = [None, Some(Plugin::WithOptions), Some(Plugin::Quiet)][random.below(3)];
            }
            Touched::Include => next.include = (random.below(2), random.below(TYPES.len())),
        }
        let touched =
            if next.texts() == self.texts() && next.image() == self.image() { Touched::Nothing } else { touched };
        (next, touched)
    }

    /// Returns the ledger after a change: it gains or loses the earlier field of a message.
    fn next_ledger(&self, random: &mut Random) -> BTreeSet<&'static str> {
        let mut known = self.ledger.clone().unwrap_or_default();
        let message = MESSAGES[random.below(MESSAGES.len())];
        if !known.remove(message) {
            known.insert(message);
        }
        known
    }

    /// Returns the people who may approve.
    pub(super) fn people(&self) -> People {
        if self.configuration == Configuration::Own { self.people.clone() } else { People::everybody() }
    }

    /// Returns `true` if the configuration names a ledger. `check` requires that it has every field.
    pub(super) fn has_ledger(&self) -> bool {
        self.ledger.is_some()
    }

    /// Returns `true` if a check plugin may run.
    pub(super) const fn has_plugin(&self) -> bool {
        self.plugin.is_some()
    }

    /// Returns `true` if stricter constraints are errors.
    pub(super) fn compares_constraints(&self) -> bool {
        // A change that breaks no known consumer may be a warning.
        let is_error = self.usage.is_none() && self.image.is_none();
        self.configuration == Configuration::Own && RULES[self.rules].contains(&API) && is_error
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
                let rules: Vec<&str> = RULES[self.rules].iter().copied().filter(|&rules| rules != API).collect();
                let rules = match rules[..] {
                    [] => String::new(),
                    _ => format!("breaking:\n  use: [{}]\n", rules.join(", ")),
                };
                texts.insert("buf.yaml".to_owned(), format!("version: v2\nlint:\n  use: [SYNTAX_SPECIFIED]\n{rules}"));
            }
            Configuration::Own => {
                let folder = format!("tp{}", self.include.0);
                texts.insert(format!("{folder}/d.proto"), d(self.include.1));
                texts.insert("protoward.toml".to_owned(), self.toml(&folder));
                let usage = self.usage.as_ref().map(|lines| lines.iter().map(|line| format!("{line}\n")).collect());
                texts.extend(usage.map(|usage| ("c/web.usage".to_owned(), usage)));
                texts.extend(self.ledger.as_ref().map(|known| ("protoward.ledger".to_owned(), ledger(known))));
                texts.extend(self.plugin.map(|plugin| ("plugin.sh".to_owned(), plugin.text())));
            }
        }
        texts.insert("CODEOWNERS".to_owned(), self.people.code_owners());
        texts
    }

    fn toml(&self, folder: &str) -> String {
        let mut toml = format!("include = [\"{folder}\"]\n[breaking]\n");
        if !RULES[self.rules].is_empty() {
            toml += &format!("use = {:?}\n", RULES[self.rules]);
        }
        toml += if self.ledger.is_some() { "ledger = \"protoward.ledger\"\n" } else { "" };
        if self.usage.is_some() || self.image.is_some() {
            toml += "without-consumer = \"warning\"\n[consumers]\n";
            toml += if self.usage.is_some() { "web = { usage = \"c/web.usage\" }\n" } else { "" };
            toml += if self.image.is_some() { "app = \"c/app.binpb\"\n" } else { "" };
        }
        if !self.levels.is_empty() {
            toml += "[stability.levels]\n";
            self.levels.iter().for_each(|(name, level)| toml += &format!("\"{name}\" = \"{level}\"\n"));
        }
        toml += &self.people.toml();
        if let Some(plugin) = self.plugin {
            let options = if plugin == Plugin::WithOptions { "options = { limit = 5 }\n" } else { "" };
            toml += &format!("[[plugin]]\ncommand = [\"sh\", \"plugin.sh\", \"right\"]\n{options}");
        }
        toml
    }
}

impl Plugin {
    fn text(self) -> String {
        /// The check plugin of the fixtures, whose rule `SHELL_BREAKING` has a finding in every comparison.
        const PLUGIN: &str =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/shared/check-plugin/plugin.sh"));
        if self == Self::Quiet {
            PLUGIN.replace("violation SHELL_BREAKING changed", ": changed")
        } else {
            PLUGIN.to_owned()
        }
    }
}

/// Returns the ledger with the earlier fields of messages.
fn ledger(known: &BTreeSet<&'static str>) -> String {
    let fact = |message: &&str| {
        let fact = format!("p.v1.{message} field {EARLIER} gone int32 optional");
        format!("{fact} came 1.0.0\n{fact} left 1.1.0\n")
    };
    format!("# protoward ledger v1\n{}", known.iter().map(fact).collect::<String>())
}

fn lines(random: &mut Random) -> BTreeSet<&'static str> {
    let one = USES[random.below(USES.len())];
    USES.iter().copied().filter(|_| random.chance(2)).chain([one]).collect()
}

fn level(random: &mut Random) -> &'static str {
    ["alpha", "beta", "stable"][random.below(3)]
}
