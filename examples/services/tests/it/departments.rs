use prost_types::FieldMask;
use protoward_runtime::grpc::Details;
use services::client::Transport;
use services::proto::company::v1::department_service_client::DepartmentServiceClient;
use services::proto::company::v1::{
    CloseDepartmentRequest, CreateDepartmentRequest, DeleteDepartmentRequest, Department, DepartmentState,
    GetDepartmentRequest, ListDepartmentsRequest, Location, UpdateDepartmentRequest,
};
use services::proto::google::rpc::{BadRequest, PreconditionFailure, ResourceInfo};
use tonic::{Code, Status};

use crate::server::{Running, assert_fault, within};

const NAME: &str = "must be the name of a department, such as departments/research";

fn departments(server: &Running) -> DepartmentServiceClient<Transport> {
    DepartmentServiceClient::new(server.admin())
}

fn department(display_name: &str, budget_cents: i64) -> Department {
    Department { display_name: display_name.into(), budget_cents, ..Department::default() }
}

fn create(id: &str, department: Department) -> CreateDepartmentRequest {
    CreateDepartmentRequest { department: Some(department), department_id: id.into() }
}

fn get(name: &str) -> GetDepartmentRequest {
    GetDepartmentRequest { name: name.into() }
}

fn update(department: Department, paths: &[&str]) -> UpdateDepartmentRequest {
    let paths: Vec<_> = paths.iter().map(|path| (*path).to_owned()).collect();
    let update_mask = (!paths.is_empty()).then_some(FieldMask { paths });
    UpdateDepartmentRequest { department: Some(department), update_mask }
}

fn close(name: &str, reason: &str) -> CloseDepartmentRequest {
    CloseDepartmentRequest { name: name.into(), reason: reason.into() }
}

fn delete(name: &str) -> DeleteDepartmentRequest {
    DeleteDepartmentRequest { name: name.into() }
}

fn resource(status: &Status) -> ResourceInfo {
    Details::of(status).unwrap().get().unwrap().expect("the status has a ResourceInfo")
}

#[tokio::test]
async fn creates_reads_and_deletes_a_department() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        let new = Department {
            location: Some(Location { building: "Tower".into(), floor: Some(-1) }),
            labels: [("color".to_owned(), "red".to_owned())].into(),
            cost_center: "R-1".into(),
            // Set by the server, so these values are ignored.
            name: "departments/other".into(),
            state: DepartmentState::Closed.into(),
            close_reason: "never".into(),
            ..department("Research", 100)
        };
        let created = departments.create_department(create("research", new.clone())).await.unwrap().into_inner();
        assert!(created.create_time.is_some_and(|time| time.seconds > 1_700_000_000));
        assert_eq!(created.create_time, created.update_time);
        let expected = Department {
            name: "departments/research".into(),
            state: DepartmentState::Open.into(),
            close_reason: String::new(),
            create_time: created.create_time,
            update_time: created.update_time,
            ..new
        };
        assert_eq!(created, expected);
        assert_eq!(departments.get_department(get("departments/research")).await.unwrap().into_inner(), created);
        departments.delete_department(delete("departments/research")).await.unwrap();
        for status in [
            departments.get_department(get("departments/research")).await.map(drop).unwrap_err(),
            departments.delete_department(delete("departments/research")).await.map(drop).unwrap_err(),
        ] {
            assert_fault(&status, Code::NotFound, &[("name", "there is no such department")]);
            let resource = resource(&status);
            assert_eq!(resource.resource_type, "company.example.com/Department");
            assert_eq!(resource.resource_name, "departments/research");
        }
    })
    .await;
}

#[tokio::test]
async fn takes_an_id_once_and_chooses_a_missing_one() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        departments.create_department(create("sales", department("Sales", 0))).await.unwrap();
        let status = departments.create_department(create("sales", department("Again", 0))).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("department_id", "is taken")]);
        assert_eq!(resource(&status).resource_name, "departments/sales");
        let first = departments.create_department(create("", department("A", 0))).await.unwrap().into_inner();
        let second = departments.create_department(create("", department("B", 0))).await.unwrap().into_inner();
        assert_ne!(first.name, second.name);
        assert_eq!(departments.get_department(get(&first.name)).await.unwrap().into_inner(), first);
    })
    .await;
}

#[tokio::test]
async fn names_every_wrong_field() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        let wrong = Department {
            location: Some(Location { building: "x".repeat(101), floor: Some(201) }),
            labels: [("Color".to_owned(), String::new())].into(),
            cost_center: "r".into(),
            ..department("", -1)
        };
        let status = departments.create_department(create("Sales", wrong)).await.unwrap_err();
        let fields = [
            ("department.display_name", "must have 1 to 100 characters that show"),
            ("department.budget_cents", "must be at least 0"),
            ("department.cost_center", "must have at most 20 capital letters, digits and dashes"),
            ("department.location.building", "must have at most 100 characters"),
            ("department.location.floor", "must be -10 to 200"),
            (
                "department.labels[\"Color\"]",
                "must have a key of 1 to 63 lower case letters, digits, dashes and underscores, beginning with a letter",
            ),
            (
                "department_id",
                "must be 1 to 63 lower case letters, digits and dashes, beginning with a letter and not ending with a dash",
            ),
        ];
        assert_fault(&status, Code::InvalidArgument, &fields);
        // The standard detail contains the same fields.
        let bad: BadRequest = Details::of(&status).unwrap().get().unwrap().unwrap();
        let violations: Vec<_> =
            bad.field_violations.iter().map(|it| (it.field.as_str(), it.description.as_str())).collect();
        assert_eq!(violations, fields);
        let none = CreateDepartmentRequest::default();
        let status = departments.create_department(none).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("department", "value is required")]);
        for name in ["", "research", "departments/", "departments/a/b", "Departments/a"] {
            let status = departments.get_department(get(name)).await.unwrap_err();
            assert_fault(&status, Code::InvalidArgument, &[("name", NAME)]);
        }
    })
    .await;
}

#[tokio::test]
async fn changes_what_the_mask_of_an_update_names() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        let new = Department { cost_center: "R-1".into(), ..department("Research", 100) };
        let created = departments.create_department(create("research", new)).await.unwrap().into_inner();
        let named = |department| Department { name: created.name.clone(), ..department };
        let change = update(named(department("New", 7)), &["budget_cents"]);
        let updated = departments.update_department(change).await.unwrap().into_inner();
        assert_eq!((updated.display_name.as_str(), updated.budget_cents), ("Research", 7));
        assert_eq!(updated.create_time, created.create_time);
        assert!(nanos(&updated) > nanos(&created));
        // Without a mask, the fields with a value are changed.
        let updated =
            departments.update_department(update(named(department("New", 0)), &[])).await.unwrap().into_inner();
        assert_eq!((updated.display_name.as_str(), updated.budget_cents), ("New", 7));
        // An update without effect leaves `update_time` unchanged.
        let same =
            departments.update_department(update(named(department("New", 7)), &["*"])).await.unwrap().into_inner();
        assert_eq!(same, updated);
        // The stored department is the returned one.
        assert_eq!(departments.get_department(get(&created.name)).await.unwrap().into_inner(), updated);
    })
    .await;
}

fn nanos(department: &Department) -> i128 {
    let time = department.update_time.unwrap();
    i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos)
}

#[tokio::test]
async fn changes_nothing_for_an_invalid_update() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        let new = Department { cost_center: "R-1".into(), ..department("Research", 100) };
        let created = departments.create_department(create("research", new)).await.unwrap().into_inner();
        let change = |paths: &[&str], change: fn(&mut Department)| {
            let mut department = created.clone();
            change(&mut department);
            update(department, paths)
        };
        let cases = [
            (change(&["budget_cents", "budget"], |_| {}), ("update_mask", "`budget` is not a field of a department")),
            (change(&["*", "labels"], |_| {}), ("update_mask", "`*` must be the only path")),
            (
                change(&["cost_center"], |it| it.cost_center = "R-2".into()),
                ("department.cost_center", "cannot be changed"),
            ),
            (change(&["budget_cents"], |it| it.budget_cents = -1), ("department.budget_cents", "must be at least 0")),
            (
                change(&["display_name"], |it| it.display_name.clear()),
                ("department.display_name", "must have 1 to 100 characters that show"),
            ),
            (change(&[], |it| it.name.clear()), ("department.name", NAME)),
            (UpdateDepartmentRequest::default(), ("department", "value is required")),
        ];
        for (request, field) in cases {
            let status = departments.update_department(request).await.unwrap_err();
            assert_fault(&status, Code::InvalidArgument, &[field]);
        }
        let status = departments.update_department(change(&[], |it| it.name.push('x'))).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("department.name", "there is no such department")]);
        assert_eq!(departments.get_department(get(&created.name)).await.unwrap().into_inner(), created);
    })
    .await;
}

#[tokio::test]
async fn closes_a_department_once_and_refuses_later_updates() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        departments.create_department(create("research", department("Research", 100))).await.unwrap();
        let name = "departments/research";
        let closed = departments.close_department(close(name, "no budget")).await.unwrap().into_inner();
        assert_eq!((closed.state(), closed.close_reason.as_str()), (DepartmentState::Closed, "no budget"));
        let again = departments.close_department(close(name, "another")).await.unwrap().into_inner();
        assert_eq!(again, closed);
        let change = Department { name: name.into(), ..department("New", 1) };
        let status = departments.update_department(update(change, &["*"])).await.unwrap_err();
        assert_fault(&status, Code::FailedPrecondition, &[]);
        let failure: PreconditionFailure = Details::of(&status).unwrap().get().unwrap().unwrap();
        assert_eq!((failure.violations[0].r#type.as_str(), failure.violations[0].subject.as_str()), ("STATE", name));
        let status = departments.close_department(close(name, &"x".repeat(1001))).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("reason", "must have at most 1000 characters")]);
    })
    .await;
}

/// Creates five departments with equal and different names, budgets and locations.
async fn fill(departments: &mut DepartmentServiceClient<Transport>) {
    for (id, name, budget, building, floor) in [
        ("a", "Zoo", 10, "Tower", 1),
        ("b", "Bar", 30, "Tower", 2),
        ("c", "Bar", 20, "Hut", 1),
        ("d", "Bar", 10, "", 1),
        ("e", "Ape", 30, "Tower", 1),
    ] {
        let location = Some(Location { building: building.into(), floor: Some(floor) });
        departments.create_department(create(id, Department { location, ..department(name, budget) })).await.unwrap();
    }
    departments.close_department(close("departments/b", "")).await.unwrap();
}

/// Returns all ids of a list, read in pages of this size.
async fn ids(
    departments: &mut DepartmentServiceClient<Transport>,
    request: ListDepartmentsRequest,
    page_size: i32,
) -> String {
    let mut ids = String::new();
    let mut page_token = String::new();
    loop {
        let request = ListDepartmentsRequest { page_size, page_token, ..request.clone() };
        let page = departments.list_departments(request).await.unwrap().into_inner();
        assert!(page.departments.len() <= usize::try_from(page_size).unwrap());
        ids.extend(page.departments.iter().filter_map(|department| department.name.strip_prefix("departments/")));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return ids;
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_in_any_order() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        fill(&mut departments).await;
        for (order_by, expected) in [
            ("", "abcde"),
            ("create_time desc", "edcba"),
            ("name desc", "edcba"),
            ("display_name", "ebcda"),
            ("display_name, name desc", "edcba"),
            ("budget_cents desc, display_name", "ebcda"),
            ("budget_cents desc, display_name desc", "becad"),
        ] {
            let request = ListDepartmentsRequest { order_by: order_by.into(), ..ListDepartmentsRequest::default() };
            for page_size in 1..=6 {
                let ids = ids(&mut departments, request.clone(), page_size).await;
                assert_eq!(ids, expected, "{order_by}, {page_size} on a page");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn filters_lists() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        fill(&mut departments).await;
        let (open, closed) = (DepartmentState::Open.into(), DepartmentState::Closed.into());
        let place = |building: &str, floor| Some(Location { building: building.into(), floor });
        for (states, location, expected) in [
            (vec![open], None, "acde"),
            (vec![closed], None, "b"),
            (vec![closed, open, closed], None, "abcde"),
            (vec![], place("Tower", None), "abe"),
            (vec![], place("", Some(1)), "acde"),
            (vec![open], place("Tower", Some(1)), "ae"),
            (vec![closed], place("Hut", None), ""),
            (vec![], place("", None), "abcde"),
        ] {
            let request = ListDepartmentsRequest { states, location, ..ListDepartmentsRequest::default() };
            assert_eq!(ids(&mut departments, request.clone(), 2).await, expected, "{request:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn accepts_a_page_token_for_its_own_list_only() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        fill(&mut departments).await;
        let open = ListDepartmentsRequest {
            states: vec![DepartmentState::Open.into()],
            page_size: 1,
            ..ListDepartmentsRequest::default()
        };
        let page_token = departments.list_departments(open.clone()).await.unwrap().into_inner().next_page_token;
        // The page after a row that was deleted continues at its position.
        departments.delete_department(delete("departments/a")).await.unwrap();
        let next = ListDepartmentsRequest { page_token: page_token.clone(), page_size: 3, ..open.clone() };
        let next = departments.list_departments(next).await.unwrap().into_inner();
        assert_eq!(
            next.departments.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
            ["departments/c", "departments/d", "departments/e"]
        );
        for other in [
            ListDepartmentsRequest { page_token: page_token.clone(), states: Vec::new(), ..open.clone() },
            ListDepartmentsRequest { page_token: page_token.clone(), order_by: "name".into(), ..open.clone() },
            ListDepartmentsRequest { page_token: page_token.replace('a', "b") + "x", ..open.clone() },
        ] {
            let status = departments.list_departments(other).await.unwrap_err();
            let fields = [("page_token", "must be a next_page_token of this list")];
            assert_fault(&status, Code::InvalidArgument, &fields);
        }
        let wrong = ListDepartmentsRequest { page_size: 1001, states: vec![1, 0, 9], order_by: "x".into(), ..open };
        let status = departments.list_departments(wrong).await.unwrap_err();
        let state = "must be DEPARTMENT_STATE_OPEN or DEPARTMENT_STATE_CLOSED";
        let order = "must be fields separated by commas, each with ` desc` for descending order: \
                     name, display_name, budget_cents, create_time";
        let fields =
            [("states[1]", state), ("states[2]", state), ("page_size", "must be 0 to 1000"), ("order_by", order)];
        assert_fault(&status, Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test]
async fn updates_at_once_do_not_lose_each_other() {
    within(async {
        let server = Running::start();
        let mut departments = departments(&server);
        departments.create_department(create("research", department("Research", 100))).await.unwrap();
        let calls = (0..20).map(|index| {
            let mut departments = departments.clone();
            let key = format!("label{index}");
            let labels = [(key.clone(), "x".to_owned())].into();
            let change = Department { name: "departments/research".into(), labels, ..Department::default() };
            tokio::spawn(async move {
                departments.update_department(update(change, &[&format!("labels.{key}")])).await.map(drop)
            })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        let found = departments.get_department(get("departments/research")).await.unwrap().into_inner();
        assert_eq!(found.labels.len(), 20);
    })
    .await;
}
