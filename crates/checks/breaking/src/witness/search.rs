//! The search: encodes with one schema, decodes with the other, and keeps the first message that changes.

use super::alike::Comparison;
use super::case::{MessageCase, holds};
use super::direction::{Outcome, WitnessDirection};
use super::landing::{CodecPair, WitnessEncoding, names};
use super::plan::{Media, Plan, Recipe};
use super::{Exchange, Version, Witnesses, bytes, reading, values};
use protoward_dynamic::{Codec, Content, Message, UnknownKeys};
use protoward_schema::{FieldId, FieldNumber, MessageId, Shape};

impl Witnesses<'_> {
    /// Searches for a witness, first for messages of the old version, because such data is already stored.
    pub(super) fn search(&self, case: &MessageCase, plan: Plan, medium: WitnessEncoding) -> Option<Exchange> {
        let writers = [Version::Old, Version::New].into_iter().filter(|&writer| self.includes(writer));
        writers.map(|writer| self.road(case, plan, writer, medium)).find_map(|road| road.search())
    }

    /// Returns the JSON of a binary witness, if the reader decodes all of it by name.
    pub(super) fn alike_in_json(&self, case: &MessageCase, plan: Plan, wire: &Exchange) -> Option<Exchange> {
        let road = self.road(case, plan, wire.writer, WitnessEncoding::Json);
        let message = road.from.decode(road.written, &wire.payload).ok()?;
        let payload = road.payload(&message)?;
        let outcome = road.outcome(&payload, &message)?;
        let is_alike = matches!(&outcome, Outcome::Read(read) if road.comparison().messages(&message, read, |_| true));
        is_alike.then(|| road.exchanged(&message, payload, &outcome))
    }

    fn road<'b>(
        &'b self,
        case: &'b MessageCase,
        plan: Plan,
        writer: Version,
        medium: WitnessEncoding,
    ) -> WitnessDirection<'b> {
        let (written, read) = match writer {
            Version::Old => (case.old, case.new),
            Version::New => (case.new, case.old),
        };
        let from = self.codec(writer);
        let to = self.codec(writer.other());
        let is_about_names = plan.media == Media::Names;
        let recipe = plan.recipe;
        let numbers = Vec::new();
        let mut road = WitnessDirection {
            writer,
            from,
            to,
            written,
            read,
            case,
            medium,
            recipe,
            is_about_names,
            numbers,
            witnesses: self,
        };
        road.numbers = road.relevant();
        road
    }
}

impl<'a> WitnessDirection<'a> {
    fn search(&self) -> Option<Exchange> {
        let candidates = self.candidates();
        let found = candidates.iter().find_map(|message| self.exchange(message));
        let by_other_name =
            || candidates.iter().find_map(|message| self.aliased(message).or_else(|| self.declared(message)));
        found.or_else(by_other_name).or_else(|| self.search_inside())
    }

    /// Returns the numbers of the relevant fields in the writer's schema. In JSON of the new version, these include the fields
    /// that have the names of relevant fields of the old version, by either name: readers accept the declared one besides the
    /// key.
    fn relevant(&self) -> Vec<FieldNumber> {
        let mut numbers = self.case.numbers.clone();
        if self.case.is_taken && self.writer == Version::New {
            // A field without an old counterpart cannot demonstrate that old JSON is misread.
            let arrives = |id| self.ends().landing(id, self.read, self.medium).is_some();
            numbers.retain(|&number| self.from.field(self.written, number).is_some_and(arrives));
        }
        if self.writer == Version::New && self.medium == WitnessEncoding::Json {
            let back = CodecPair { from: self.to, to: self.from };
            let old: Vec<FieldId> =
                self.case.numbers.iter().filter_map(|&number| self.to.field(self.read, number)).collect();
            let named = old.iter().filter_map(|&id| back.landing(id, self.written, WitnessEncoding::Json));
            let arriving = old.iter().filter_map(|&id| self.ends().origin(id, self.written, WitnessEncoding::Json));
            for number in named.chain(arriving).map(|id| self.from.schema()[id].number) {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        numbers
    }

    /// Searches the messages inside of the relevant fields, however deep.
    fn search_inside(&self) -> Option<Exchange> {
        if !matches!(self.recipe, Recipe::Values | Recipe::Presence) || self.case.packed.is_some() {
            return None;
        }
        let bare = self.bare()?;
        let is_enum_value = !self.case.enum_values.is_empty();
        let inside = |id| if is_enum_value { Vec::new() } else { self.dig(id).into_iter().collect() };
        self.one_by_one(&bare, inside).iter().find_map(|message| self.exchange(message))
    }

    /// Notes that the search is not complete, so that it proves nothing.
    pub(super) fn leave_out(&self) {
        self.witnesses.is_incomplete.set(true);
    }

    pub(super) const fn comparison(&self) -> Comparison<'a> {
        let counts_presence = matches!(self.recipe, Recipe::Presence);
        Comparison { ends: self.ends(), medium: self.medium, counts_presence }
    }

    fn candidates(&self) -> Vec<Message> {
        let Some(bare) = self.bare() else {
            self.leave_out();
            return Vec::new();
        };
        match self.recipe {
            // A writer for which the field is required cannot omit it.
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

    /// Returns a minimal message that both versions accept, so that only the relevant fields can make a difference.
    fn bare(&self) -> Option<Message> {
        let mut message = values::bare(self.from, self.written)?;
        for &wanted in self.to.required(self.read) {
            let Some(id) = self.ends().origin(wanted, self.written, self.medium) else { continue };
            let number = self.from.schema()[id].number;
            let is_open = !self.numbers.contains(&number) && message.get(number).is_none();
            if is_open && let Some(content) = values::contents(self.from, id, &[]).into_iter().next() {
                self.from.put(&mut message, id, content);
            }
        }
        Some(message)
    }

    fn one_by_one(&self, bare: &Message, contents: impl Fn(FieldId) -> Vec<Content>) -> Vec<Message> {
        let mut all = Vec::new();
        for &number in &self.numbers {
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
        if let Some(message) = self.case.packed {
            return self.packed(id, message).into_iter().collect();
        }
        let wanted = &self.case.enum_values;
        let Some(of) = holds(self.from.schema(), id).filter(|_| !wanted.is_empty()) else {
            return values::contents(self.from, id, &[]);
        };
        let reader = self.to.field(self.read, self.from.schema()[id].number).and_then(|id| holds(self.to.schema(), id));
        // Unnamed numbers that only the reader interprets are never written.
        let is_written = |number: i32| {
            let is_named = |codec: &Codec<'_>, of| codec.value_name(of, number).is_some();
            self.from.takes(of, number) && (is_named(self.from, of) || !reader.is_some_and(|of| is_named(self.to, of)))
        };
        let written: Vec<i32> = wanted.iter().copied().filter(|&number| is_written(number)).collect();
        if written.is_empty() { Vec::new() } else { values::contents(self.from, id, &written) }
    }

    /// Returns `true` if the new version gave a number to another field while the old field lives on in JSON by name.
    /// In JSON, the field that now has the number is an addition.
    fn is_addition(&self, number: FieldNumber) -> bool {
        let back = CodecPair { from: self.to, to: self.from };
        let old = self.to.field(self.read, number).filter(|_| self.medium == WitnessEncoding::Json);
        self.writer == Version::New && old.is_some_and(|old| back.is_torn(old, self.written))
    }

    /// Returns messages with a field whose name belongs to another number in the other version, together with the
    /// field that has that number.
    fn swapped(&self, bare: &Message) -> Vec<Message> {
        let pair = |&number: &FieldNumber| {
            let id = self.from.field(self.written, number)?;
            let by_key = self.ends().landing(id, self.read, WitnessEncoding::Json)?;
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

    /// Returns messages with two fields that exclude each other for the reader but not for the writer.
    fn together(&self, bare: &Message) -> Vec<Message> {
        let mut all = Vec::new();
        let members = self.numbers.iter().filter_map(|&number| self.to.field(self.read, number));
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
        let one = origin(one)?;
        let other = origin(other)?;
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

    /// Returns the message with both interpretations if they differ.
    fn exchange(&self, message: &Message) -> Option<Exchange> {
        let payload = self.payload(message)?;
        let outcome = self.outcome(&payload, message)?;
        let differs = match &outcome {
            Outcome::Refused(_) => true,
            Outcome::Read(read) if self.is_exchanged(message, read) => true,
            Outcome::Read(read) if self.recipe == Recipe::Defaults => self.differs_by_default(message, read),
            Outcome::Read(read) if self.is_about_names && self.medium == WitnessEncoding::Wire => {
                self.is_torn(message, read)
            }
            Outcome::Read(read) => !self.comparison().messages(message, read, |number| self.is_in_focus(number)),
        };
        differs.then(|| self.exchanged(message, payload, &outcome))
    }

    /// Returns JSON with another name of an enum value than the first, which the old version reads as well.
    fn aliased(&self, message: &Message) -> Option<Exchange> {
        if self.medium != WitnessEncoding::Json || self.writer != Version::Old {
            return None;
        }
        let schema = self.from.schema();
        let json = String::from_utf8(self.payload(message)?).ok()?;
        let of = message.iter().find_map(|(number, id, _)| holds(schema, id).filter(|_| self.is_in_focus(number)))?;
        self.case.enum_values.iter().find_map(|&number| {
            let mut names = names(schema, of, number);
            let first = format!("\"{}\"", names.next()?);
            names.find_map(|name| {
                let payload = json.replace(&first, &format!("\"{name}\""));
                let again = self.from.from_json(self.written, &payload, UnknownKeys::Refuse).ok()?;
                if payload == json || self.from.encode(&again) != self.from.encode(message) {
                    return None;
                }
                let outcome = self.outcome(payload.as_bytes(), message)?;
                let is_alike = match &outcome {
                    Outcome::Refused(_) => false,
                    Outcome::Read(read) => self.comparison().messages(message, read, |_| true),
                };
                (!is_alike).then(|| self.exchanged(message, payload.into_bytes(), &outcome))
            })
        })
    }

    /// Returns JSON with the declared name of a field, which parsers accept besides the one that they write.
    fn declared(&self, message: &Message) -> Option<Exchange> {
        if !self.case.is_taken || self.medium != WitnessEncoding::Json || self.writer != Version::Old {
            return None;
        }
        let json = String::from_utf8(self.payload(message)?).ok()?;
        let (_, id, _) = message.iter().find(|(number, ..)| self.is_in_focus(*number))?;
        let name = self.from.schema().name(id.into());
        let payload = json.replacen(&format!("\"{}\":", self.from.json_key(id)), &format!("\"{name}\":"), 1);
        let again = self.from.from_json(self.written, &payload, UnknownKeys::Refuse).ok()?;
        if self.from.encode(&again) != self.from.encode(message) {
            return None;
        }
        let outcome = self.outcome(payload.as_bytes(), message)?;
        let lands_elsewhere = match &outcome {
            Outcome::Refused(_) => true,
            Outcome::Read(read) => !self.comparison().messages(message, read, |number| self.is_in_focus(number)),
        };
        lands_elsewhere.then(|| self.exchanged(message, payload.into_bytes(), &outcome))
    }

    fn payload(&self, message: &Message) -> Option<Vec<u8>> {
        match self.medium {
            WitnessEncoding::Wire => Some(self.from.encode(message)),
            WitnessEncoding::Json => self.from.to_json(message).ok().map(String::into_bytes),
        }
    }

    fn exchanged(&self, message: &Message, payload: Vec<u8>, outcome: &Outcome) -> Exchange {
        let pieces = match self.medium {
            WitnessEncoding::Wire => bytes::pieces(self.from, self.written, &payload),
            WitnessEncoding::Json => Vec::new(),
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

    /// Returns the outcome; `None` if the reader rejects the message for an unrelated reason.
    fn outcome(&self, payload: &[u8], message: &Message) -> Option<Outcome> {
        let read = match self.medium {
            WitnessEncoding::Wire => match self.to.decode_partial(self.read, payload) {
                Ok(read) => read,
                Err(error) => {
                    let is_ours = error.field.is_some_and(|field| self.is_in_focus(field));
                    return is_ours.then_some(Outcome::Refused(error.reason));
                }
            },
            WitnessEncoding::Json => {
                let text = std::str::from_utf8(payload).ok()?;
                match self.to.from_json(self.read, text, UnknownKeys::Refuse) {
                    Ok(read) => read,
                    Err(error) => {
                        let key = error.key?;
                        let mut keys = message.iter().filter(|(number, ..)| self.is_in_focus(*number));
                        let is_ours = keys.any(|(_, id, _)| {
                            self.from.json_key(id) == key || self.from.schema().name(id.into()) == key
                        });
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
        // Fields of a oneof are compared together, because one field's loss is another one's gain.
        self.recipe == Recipe::Together || self.numbers.contains(&number)
    }

    /// Returns `true` if names in the message belong to other numbers in the other version. Bytes follow numbers and
    /// JSON follows names, so their results differ.
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

    /// Returns `true` if a number arrives that means another value of the reader's enum.
    fn is_exchanged(&self, written: &Message, read: &Message) -> bool {
        let is_in_bytes = self.case.is_exchanged && self.medium == WitnessEncoding::Wire;
        let mut focus = written.iter().filter(|(number, ..)| self.is_in_focus(*number));
        is_in_bytes && focus.any(|(number, ..)| read.get(number).is_some())
    }

    /// Returns `true` if the reader's default of an absent field differs.
    fn differs_by_default(&self, written: &Message, read: &Message) -> bool {
        self.numbers.iter().any(|&number| {
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
