//! Writes with the one schema, reads with the other, and keeps the first message that does not come out the same.

use super::alike::Comparison;
use super::case::{Case, holds};
use super::landing::{Ends, Medium};
use super::plan::{Media, Plan, Recipe};
use super::road::{Outcome, Road};
use super::{Exchange, Version, Witnesses, bytes, reading, values};
use protoward_dynamic::{Codec, Content, Message, UnknownKeys};
use protoward_schema::{FieldId, FieldNumber, MessageId, Shape};

impl Witnesses<'_> {
    /// What the old side wrote is looked at first, for it is stored already.
    pub(super) fn search(&self, case: &Case, plan: Plan, medium: Medium) -> Option<Exchange> {
        [Version::Old, Version::New].into_iter().find_map(|writer| self.road(case, plan, writer, medium).search())
    }

    /// JSON of the fields that a witness in bytes has set, where the reader has all of it by the names.
    pub(super) fn alike_in_json(&self, case: &Case, plan: Plan, wire: &Exchange) -> Option<Exchange> {
        let road = self.road(case, plan, wire.writer, Medium::Json);
        let message = road.from.decode(road.written, &wire.payload).ok()?;
        let payload = road.payload(&message)?;
        let outcome = road.outcome(&payload, &message)?;
        let is_alike = matches!(&outcome, Outcome::Read(read) if road.comparison().messages(&message, read, |_| true));
        is_alike.then(|| road.told(&message, payload, &outcome))
    }

    fn road<'b>(&'b self, case: &'b Case, plan: Plan, writer: Version, medium: Medium) -> Road<'b> {
        let (written, read) = match writer {
            Version::Old => (case.old, case.new),
            Version::New => (case.new, case.old),
        };
        let (from, to) = (self.codec(writer), self.codec(writer.other()));
        let is_about_names = plan.media == Media::Names;
        Road { writer, from, to, written, read, case, medium, recipe: plan.recipe, is_about_names }
    }
}

impl<'a> Road<'a> {
    fn search(&self) -> Option<Exchange> {
        self.candidates().into_iter().find_map(|message| self.exchange(&message))
    }

    const fn comparison(&self) -> Comparison<'a> {
        let counts_presence = matches!(self.recipe, Recipe::Presence);
        Comparison { ends: self.ends(), medium: self.medium, counts_presence }
    }

    fn candidates(&self) -> Vec<Message> {
        let Some(bare) = self.bare() else { return Vec::new() };
        match self.recipe {
            // Who must send it cannot show what happens without it.
            Recipe::Bare if bare.iter().any(|(number, ..)| self.is_in_focus(number)) => Vec::new(),
            Recipe::Bare | Recipe::Defaults => vec![bare],
            Recipe::Together => self.together(&bare),
            Recipe::Values | Recipe::Presence => {
                let is_of_fields = self.is_about_names && self.case.enum_values.is_empty();
                let mut all = if is_of_fields { self.swapped(&bare) } else { Vec::new() };
                all.extend(self.one_by_one(&bare, |id| self.contents(id)));
                all.push(bare);
                all
            }
            Recipe::NotUtf8 => {
                self.one_by_one(&bare, |id| values::not_utf8(self.from, id, self.case.half).into_iter().collect())
            }
        }
    }

    /// As little as both sides take, so that nothing but the fields in question can make a difference.
    fn bare(&self) -> Option<Message> {
        let mut message = values::bare(self.from, self.written)?;
        for &wanted in self.to.required(self.read) {
            let Some(id) = self.ends().origin(wanted, self.written, self.medium) else { continue };
            let number = self.from.schema()[id].number;
            let is_open = !self.case.numbers.contains(&number) && message.get(number).is_none();
            if is_open && let Some(content) = values::contents(self.from, id, &[]).into_iter().next() {
                self.from.put(&mut message, id, content);
            }
        }
        Some(message)
    }

    fn one_by_one(&self, bare: &Message, contents: impl Fn(FieldId) -> Vec<Content>) -> Vec<Message> {
        let mut all = Vec::new();
        for &number in &self.case.numbers {
            let Some(id) = self.from.field(self.written, number).filter(|_| !self.is_addition(number)) else {
                continue;
            };
            for content in contents(id) {
                let mut message = bare.clone();
                self.from.put(&mut message, id, content);
                all.push(message);
            }
        }
        all
    }

    fn contents(&self, id: FieldId) -> Vec<Content> {
        let wanted = &self.case.enum_values;
        let Some(of) = holds(self.from.schema(), id).filter(|_| !wanted.is_empty()) else {
            return values::contents(self.from, id, &[]);
        };
        let reader = self.to.field(self.read, self.from.schema()[id].number).and_then(|id| holds(self.to.schema(), id));
        // Nobody writes a number without a name that means something to the reader alone.
        let is_written = |number: i32| {
            let is_named = |codec: &Codec<'_>, of| codec.value_name(of, number).is_some();
            self.from.takes(of, number) && (is_named(self.from, of) || !reader.is_some_and(|of| is_named(self.to, of)))
        };
        let written: Vec<i32> = wanted.iter().copied().filter(|&number| is_written(number)).collect();
        if written.is_empty() { Vec::new() } else { values::contents(self.from, id, &written) }
    }

    /// Whether the new side has given a number to another field, while the old field of that number lives on in JSON, by
    /// its name: to JSON, what has the number now was added, and is no more than that.
    fn is_addition(&self, number: FieldNumber) -> bool {
        let back = Ends { from: self.to, to: self.from };
        let old = self.to.field(self.read, number).filter(|_| self.medium == Medium::Json);
        self.writer == Version::New && old.is_some_and(|old| back.is_torn(old, self.written))
    }

    /// A field whose name belongs to another number on the other side, together with the field that has that number.
    fn swapped(&self, bare: &Message) -> Vec<Message> {
        let pair = |&number: &FieldNumber| {
            let id = self.from.field(self.written, number)?;
            let by_key = self.ends().landing(id, self.read, Medium::Json)?;
            let other = self.from.field(self.written, self.to.schema()[by_key].number).filter(|other| *other != id)?;
            let mut message = bare.clone();
            self.from.put(&mut message, id, values::contents(self.from, id, &[]).into_iter().next()?);
            self.from.put(
                &mut message,
                other,
                values::contents(self.from, other, &[]).into_iter().take(2).next_back()?,
            );
            message.get(number).is_some().then_some(message)
        };
        self.case.numbers.iter().filter_map(pair).collect()
    }

    /// Two fields that exclude each other for the reader and not for the writer.
    fn together(&self, bare: &Message) -> Vec<Message> {
        let mut all = Vec::new();
        let members = self.case.numbers.iter().filter_map(|&number| self.to.field(self.read, number));
        for member in members {
            let schema = self.to.schema();
            let Some(oneof) = schema[member].oneof else { continue };
            let rivals = schema[oneof].fields.iter().copied().filter(|&rival| rival != member);
            all.extend(rivals.filter_map(|rival| self.pair(bare, member, rival)));
        }
        all
    }

    fn pair(&self, bare: &Message, one: FieldId, other: FieldId) -> Option<Message> {
        let origin = |id: FieldId| self.ends().origin(id, self.written, self.medium);
        let (one, other) = (origin(one)?, origin(other)?);
        let schema = self.from.schema();
        if schema[one].oneof.is_some() && schema[one].oneof == schema[other].oneof {
            return None;
        }
        let mut message = bare.clone();
        for id in [one, other] {
            self.from.put(&mut message, id, values::contents(self.from, id, &[]).into_iter().next()?);
        }
        Some(message)
    }

    /// The message with both readings, if they are not the same.
    fn exchange(&self, message: &Message) -> Option<Exchange> {
        let payload = self.payload(message)?;
        let outcome = self.outcome(&payload, message)?;
        let differs = match &outcome {
            Outcome::Refused(_) => true,
            Outcome::Read(read) if self.recipe == Recipe::Defaults => self.differs_by_default(message, read),
            Outcome::Read(read) if self.is_about_names && self.medium == Medium::Wire => self.is_torn(message, read),
            Outcome::Read(read) => !self.comparison().messages(message, read, |number| self.is_in_focus(number)),
        };
        differs.then(|| self.told(message, payload, &outcome))
    }

    fn payload(&self, message: &Message) -> Option<Vec<u8>> {
        match self.medium {
            Medium::Wire => Some(self.from.encode(message)),
            Medium::Json => self.from.to_json(message).ok().map(String::into_bytes),
        }
    }

    fn told(&self, message: &Message, payload: Vec<u8>, outcome: &Outcome) -> Exchange {
        let pieces = match self.medium {
            Medium::Wire => bytes::pieces(self.from, self.written, &payload),
            Medium::Json => Vec::new(),
        };
        Exchange {
            writer: self.writer,
            message: full_name(self.from, self.written),
            read_as: full_name(self.to, self.read),
            pieces,
            written: reading::written(self, message),
            read: reading::read(self, message, outcome),
            is_refused: matches!(outcome, Outcome::Refused(_)),
            payload,
        }
    }

    /// `None` where the reader refuses it for what the finding is not about.
    fn outcome(&self, payload: &[u8], message: &Message) -> Option<Outcome> {
        let read = match self.medium {
            Medium::Wire => match self.to.decode_partial(self.read, payload) {
                Ok(read) => read,
                Err(error) => {
                    let is_ours = error.field.is_some_and(|field| self.is_in_focus(field));
                    return is_ours.then_some(Outcome::Refused(error.reason));
                }
            },
            Medium::Json => {
                let text = std::str::from_utf8(payload).ok()?;
                match self.to.from_json(self.read, text, UnknownKeys::Refuse) {
                    Ok(read) => read,
                    Err(error) => {
                        let key = error.key?;
                        let mut keys = message.iter().filter(|(number, ..)| self.is_in_focus(*number));
                        let is_ours = keys.any(|(_, id, _)| self.from.json_key(id) == key);
                        return is_ours.then_some(Outcome::Refused(error.reason));
                    }
                }
            }
        };
        let missing = self.to.missing(&read);
        if missing.is_empty() {
            return Some(Outcome::Read(read));
        }
        let ours = missing.into_iter().find(|error| error.field.is_some_and(|field| self.is_in_focus(field)));
        ours.map(|error| Outcome::Refused(error.reason))
    }

    fn is_in_focus(&self, number: FieldNumber) -> bool {
        // Fields of a oneof are looked at together; what one loses the other one has.
        self.recipe == Recipe::Together || self.case.numbers.contains(&number)
    }

    /// Whether the names in the message belong to other numbers on the other side: bytes follow the numbers and JSON
    /// the names, so that the two of them do not end up in the same place.
    fn is_torn(&self, written: &Message, read: &Message) -> bool {
        written.iter().filter(|(number, ..)| self.is_in_focus(*number)).any(|(number, id, _)| {
            if read.get(number).is_none() {
                return false;
            }
            let Some(at) = self.to.field(self.read, number) else { return false };
            let enums = (holds(self.from.schema(), id), holds(self.to.schema(), at));
            match (&self.case.enum_values[..], enums) {
                ([], _) => self.ends().is_torn(id, self.read),
                (numbers, (Some(of), Some(read))) => {
                    numbers.iter().any(|&number| self.ends().is_value_torn(of, number, read))
                }
                _ => false,
            }
        })
    }

    /// Whether an absent field is something else for the reader; what it is taken for stands in its declaration.
    fn differs_by_default(&self, written: &Message, read: &Message) -> bool {
        self.case.numbers.iter().any(|&number| {
            let default = |codec: &Codec<'_>, message: &Message| {
                let id = codec.field(message.ty, number)?;
                let is_single = matches!(codec.schema().shape(id), Shape::Single(_));
                (is_single && message.get(number).is_none()).then(|| reading::default(codec, id))
            };
            match (default(self.from, written), default(self.to, read)) {
                (Some(written), Some(read)) => written != read,
                _ => false,
            }
        })
    }
}

fn full_name(codec: &Codec<'_>, message: MessageId) -> String {
    codec.schema().text(codec.schema()[message].full_name).to_owned()
}
