#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

/// A message as generated code converts it: an order with a divisor, in a list.
#[derive(Debug)]
struct Divided {
    divisor: core::num::NonZeroI64,
}

impl Parse<Order> for Divided {
    fn parse(order: Order, at: &At<'_>, found: &mut Found) -> Option<Self> {
        static DIVISOR: Field = Field::new("divisor", 1, 3);
        let at = &at.field(&DIVISOR);
        Some(Self { divisor: converted(order.divisor, at, found)? })
    }
}

impl TryFrom<Order> for Divided {
    type Error = ValidationError;

    fn try_from(order: Order) -> Result<Self, ValidationError> {
        validated_and_parsed(order)
    }
}

/// A list of orders, whose items are own types.
#[derive(Debug)]
struct Orders(Vec<Divided>);

impl Parse<Vec<Order>> for Orders {
    fn parse(orders: Vec<Order>, at: &At<'_>, found: &mut Found) -> Option<Self> {
        static ORDERS: Field = Field::new("orders", 1, 11);
        items(orders, &at.field(&ORDERS), found, converted).map(Self)
    }
}

#[test]
fn own_types_report_violations_below_their_fields() {
    let order = |divisor, items| Order { items, divisor };
    let zero: Result<Divided, _> = parsed(order(0, Vec::new()));
    assert_eq!(zero.unwrap_err().to_string(), "divisor: out of range integral type conversion attempted [type]");
    let orders: Result<Orders, _> = parsed(vec![order(1, Vec::new()), order(2, vec![("a", 0)])]);
    assert_eq!(
        orders.unwrap_err().to_string(),
        "orders[1].items_by_name[\"a\"].count: must be greater than 0 [int64.gt]"
    );
    let orders: Result<Orders, _> = parsed(vec![order(1, Vec::new()), order(0, Vec::new())]);
    let error = orders.unwrap_err();
    assert_eq!(error.to_string(), "the rule `divides` cannot be evaluated for `orders[1]`: division by zero");
    let orders: Orders = parsed(vec![order(3, Vec::new())]).unwrap();
    assert_eq!(orders.0[0].divisor.get(), 3);
}

/// A message as generated code validates it: an order with items by name.
struct Order {
    items: Vec<(&'static str, i64)>,
    divisor: i64,
}

impl Validate for Order {
    fn check(&self, at: &At<'_>, found: &mut Found) -> Flow {
        static ITEMS: Field = Field::map("items_by_name", 2, 9, 11).json("itemsByName");
        static COUNT: Field = Field::new("count", 3, 3);
        static POSITIVE: Rule = Rule::new("int64.gt", "must be greater than 0", &[("int64", 4, 11), ("gt", 4, 3)]);
        static SHORT: Rule = Rule::new(
            "short",
            "\"this.size() < 3\" returned false",
            &[("map", 19, 11), ("keys", 4, 11), ("cel", 23, 11)],
        )
        .at(1)
        .of_key();
        static DIVIDES: Rule = Rule::new("divides", "", &[]);
        let divides = if self.divisor == 0 { Err("division by zero") } else { Ok(100 / self.divisor > 1) };
        found.holds(at, &DIVIDES, divides)?;
        let at = &at.field(&ITEMS);
        let first = found.count();
        for (name, count) in &self.items {
            let at = &at.key(Key::Text(name));
            found.holds(at, &SHORT, Ok::<_, String>(name.len() < 3))?;
            let at = &at.field(&COUNT);
            if *count <= 0 {
                found.add(at, &POSITIVE)?;
            }
        }
        found.sort_entries(first, at);
        Flow::Continue(())
    }
}

fn violations(items: &[(&'static str, i64)]) -> Violations {
    match (Order { items: items.to_vec(), divisor: 1 }).validate() {
        Err(ValidationError::Violations(violations)) => violations,
        other => panic!("{other:?}"),
    }
}

#[test]
fn violations_have_paths_with_subscripts() {
    let found = violations(&[("long", 0)]);
    let [key, count] = [found.iter().next().unwrap(), found.iter().nth(1).unwrap()];
    assert_eq!((key.field_path().as_str(), key.rule_path().as_str()), ("items_by_name[\"long\"]", "map.keys.cel[1]"));
    assert!(key.for_key() && !count.for_key());
    assert_eq!(count.field_path(), "items_by_name[\"long\"].count");
    assert_eq!(count.json_path(), "itemsByName[\"long\"].count");
    let [items, _] = count.field() else { panic!("{count:?}") };
    assert_eq!((items.name(), items.number()), ("items_by_name", Some(2)));
    assert_eq!(items.subscript(), Some(&Subscript::Text("long".to_owned())));
    assert_eq!(
        found.to_string(),
        "items_by_name[\"long\"]: \"this.size() < 3\" returned false [short]; \
         items_by_name[\"long\"].count: must be greater than 0 [int64.gt]"
    );
}

#[test]
fn entries_are_sorted_by_their_keys() {
    let paths = |items: &[(&'static str, i64)]| violations(items).iter().map(Violation::field_path).collect::<Vec<_>>();
    let sorted = paths(&[("a", 0), ("b", 0), ("c", 0)]);
    assert_eq!(paths(&[("c", 0), ("a", 0), ("b", 0)]), sorted);
}

#[test]
fn ends_with_the_first_violation_or_error() {
    let order = Order { items: vec![("a", 0), ("b", 0)], divisor: 1 };
    let first = order.validate_fail_fast().unwrap_err();
    assert_eq!(first.violations().count(), 1);
    let order = Order { divisor: 0, ..order };
    let error = order.validate().unwrap_err();
    assert_eq!(error.violations().count(), 0);
    assert_eq!(error.to_string(), "the rule `divides` cannot be evaluated: division by zero");
    assert_eq!(StatusParts::from(error).code, 13);
    assert!(Order { items: Vec::new(), divisor: 1 }.validate().is_ok());
}

#[test]
fn encodes_violations_as_messages() {
    let found = violations(&[("a", 0)]);
    let field = b"\x08\x02\x12\x0ditems_by_name\x18\x0b\x20\x09\x28\x0b\x52\x01a";
    let count = b"\x08\x03\x12\x05count\x18\x03";
    let mut path = Vec::new();
    for element in [&field[..], count] {
        path.extend([0x0a, element.len() as u8]);
        path.extend_from_slice(element);
    }
    let rule = b"\x0a\x0b\x08\x04\x12\x05int64\x18\x0b\x0a\x08\x08\x04\x12\x02gt\x18\x03";
    let mut violation = b"\x12\x08int64.gt\x1a\x16must be greater than 0".to_vec();
    violation.extend([0x2a, path.len() as u8]);
    violation.extend(path);
    violation.extend([0x32, rule.len() as u8]);
    violation.extend_from_slice(rule);
    let mut all = vec![0x0a, violation.len() as u8];
    all.extend(violation);
    assert_eq!(found.encode(), all);
}

#[cfg(feature = "grpc")]
#[test]
fn bad_requests_are_the_same_as_messages_and_as_bytes() {
    use prost::Message as _;

    let found = violations(&[("long", 0)]);
    let request = crate::grpc::rpc::BadRequest::from(&found);
    assert_eq!(request.encode_to_vec(), found.encode_bad_request());
    let parts = StatusParts::from(ValidationError::from(found));
    let status = tonic::Status::with_details(parts.code.into(), parts.message, parts.details.into());
    let details = crate::grpc::Details::of(&status).unwrap();
    assert_eq!(details.get::<crate::grpc::rpc::BadRequest>().unwrap(), Some(request));
}

#[test]
fn items_are_unique_by_their_keys() {
    let many: Vec<i32> = (0..100).collect();
    assert!(judge::is_unique(&many, Some) && judge::is_unique(&many[..5], Some));
    assert!(!judge::is_unique(&[many.clone(), vec![7]].concat(), Some));
    assert!(!judge::is_unique(&[0.0, -0.0], |it| judge::float_key(*it)));
    assert!(judge::is_unique(&[f64::NAN; 40], |it| judge::float_key(*it)));
}

#[test]
fn paths_of_masks_are_below_others() {
    assert!(judge::is_below("a.b", &["c", "a"]) && judge::is_below("a", &["a"]));
    assert!(!judge::is_below("ab", &["a"]) && !judge::is_below("a", &["a.b"]));
}

#[cfg(feature = "tz")]
#[test]
fn time_zones_of_regions_have_rules() {
    use super::cel::{Part, Timestamp};
    let hours = |text: &str, zone: &str| Timestamp::of_text(text).and_then(|it| it.part_in(Part::Hours, zone));
    assert_eq!(hours("2024-07-01T12:00:00Z", "Europe/Berlin"), Ok(14));
    assert_eq!(hours("2024-01-01T12:00:00Z", "Europe/Berlin"), Ok(13));
    assert_eq!(hours("2024-01-01T12:00:00Z", "-02:30"), Ok(9));
    assert!(hours("2024-01-01T12:00:00Z", "Europe/Nowhere").is_err());
}
