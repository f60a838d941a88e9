use services::client::Transport;
use services::fault;
use services::proto::company::v1::adjust_salaries_response::Outcome as Adjusted;
use services::proto::company::v1::employee_service_client::EmployeeServiceClient;
use services::proto::company::v1::grade_students_response::Outcome as Graded;
use services::proto::company::v1::student_service_client::StudentServiceClient;
use services::proto::company::v1::{
    AdjustSalariesRequest, Employee, EnrollStudentsRequest, GetEmployeeRequest, GetStudentRequest,
    GradeStudentsRequest, HireEmployeesRequest, ListEmployeesRequest, ListStudentsRequest, Student,
};
use services::proto::google::rpc;
use tonic::Code;

use crate::server::{Running, all, assert_fault, within};

fn students(server: &Running) -> StudentServiceClient<Transport> {
    StudentServiceClient::new(server.transport())
}

fn employees(server: &Running) -> EmployeeServiceClient<Transport> {
    EmployeeServiceClient::new(server.admin())
}

fn student(name: &str, year: i32) -> EnrollStudentsRequest {
    EnrollStudentsRequest { name: name.to_owned(), email: format!("{name}@example.org"), year }
}

fn employee(name: &str, department: &str) -> HireEmployeesRequest {
    HireEmployeesRequest {
        name: name.to_owned(),
        email: format!("{name}@example.org"),
        department: department.to_owned(),
        salary_cents: 5_000_000,
    }
}

async fn enroll(students: &mut StudentServiceClient<Transport>, names: &[&str]) -> Vec<Student> {
    let requests: Vec<_> = names.iter().map(|name| student(name, 1)).collect();
    students.enroll_students(tokio_stream::iter(requests)).await.unwrap().into_inner().students
}

async fn hire(employees: &mut EmployeeServiceClient<Transport>, new: &[(&str, &str)]) -> Vec<Employee> {
    let requests: Vec<_> = new.iter().map(|(name, department)| employee(name, department)).collect();
    employees.hire_employees(tokio_stream::iter(requests)).await.unwrap().into_inner().employees
}

/// Returns the code and fields of an error in a stream.
fn in_stream(error: &rpc::Status) -> (Code, Vec<String>) {
    let details = fault::error_in(error).expect("the status has an Error in its details").details;
    (Code::from(error.code), details.into_iter().map(|detail| detail.field).collect())
}

#[tokio::test]
async fn finds_and_lists_enrolled_students() {
    within(async {
        let server = Running::start();
        let mut students = students(&server);
        let enrolled = enroll(&mut students, &["ann", "bob", "cy"]).await;
        let id = enrolled[1].id.clone();
        let found = students.get_student(GetStudentRequest { id }).await.unwrap().into_inner();
        assert_eq!(found.student.as_ref(), Some(&enrolled[1]));
        let request = ListStudentsRequest { page_size: 2, page_token: String::new() };
        let first = all(students.list_students(request).await.unwrap().into_inner()).await;
        let request = ListStudentsRequest { page_size: 2, page_token: first[1].next_page_token.clone() };
        let second = all(students.list_students(request).await.unwrap().into_inner()).await;
        let listed: Vec<_> = first.into_iter().chain(second).filter_map(|item| item.student).collect();
        assert_eq!(listed, enrolled);
    })
    .await;
}

#[tokio::test]
async fn checks_students() {
    within(async {
        let server = Running::start();
        let mut students = students(&server);
        let status = students.enroll_students(tokio_stream::iter([student("ann", 11)])).await.unwrap_err();
        assert_fault(&status, Code::InvalidArgument, &[("[0].year", "must be 1 to 10")]);
        let status = students.get_student(GetStudentRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such student")]);
        let twice = [student("ann", 1), student("ann", 2)];
        let status = students.enroll_students(tokio_stream::iter(twice)).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("[1].email", "is taken")]);
        let request = ListStudentsRequest { page_size: -5, page_token: "x".into() };
        let status = students.list_students(request).await.unwrap_err();
        let fields = [("page_size", "must be 0 to 1000"), ("page_token", "must be a next_page_token of this list")];
        assert_fault(&status, Code::InvalidArgument, &fields);
    })
    .await;
}

#[tokio::test]
async fn each_grade_is_answered_and_a_wrong_one_does_not_end_the_stream() {
    within(async {
        let server = Running::start();
        let mut students = students(&server);
        let id = enroll(&mut students, &["ann"]).await[0].id.clone();
        let grade = |student_id: &str, course: &str, score| GradeStudentsRequest {
            student_id: student_id.to_owned(),
            course: course.to_owned(),
            score,
        };
        let grades = [
            grade(&id, "Logic", 80.0),
            grade("nobody", "Logic", 80.0),
            grade(&id, "Music", f64::NAN),
            grade(&id, "Music", 60.0),
            // The second grade for a course replaces the first.
            grade(&id, "Logic", 100.0),
        ];
        let answers = students.grade_students(tokio_stream::iter(grades)).await.unwrap().into_inner();
        let outcomes: Vec<_> = all(answers).await.into_iter().filter_map(|answer| answer.outcome).collect();
        let [
            Graded::Student(first),
            Graded::Error(unknown),
            Graded::Error(wrong),
            Graded::Student(second),
            Graded::Student(third),
        ] = outcomes.as_slice()
        else {
            panic!("{outcomes:?}")
        };
        let averages = [first, second, third].map(|student| student.average_score);
        assert_eq!(averages, [Some(80.0), Some(70.0), Some(80.0)]);
        assert_eq!(in_stream(unknown), (Code::NotFound, vec!["student_id".to_owned()]));
        assert_eq!(in_stream(wrong), (Code::InvalidArgument, vec!["score".to_owned()]));
        let found = students.get_student(GetStudentRequest { id }).await.unwrap().into_inner().student;
        assert_eq!(found.unwrap().average_score, Some(80.0));
    })
    .await;
}

#[tokio::test]
async fn lists_employees_by_department() {
    within(async {
        let server = Running::start();
        let mut employees = employees(&server);
        let hired = hire(&mut employees, &[("ann", "Tea"), ("bob", "Ink"), ("cy", "Tea"), ("di", "Tea")]).await;
        let id = hired[3].id.clone();
        let found = employees.get_employee(GetEmployeeRequest { id }).await.unwrap().into_inner();
        assert_eq!(found.employee.as_ref(), Some(&hired[3]));
        let list = |department: &str, page_token: &str| ListEmployeesRequest {
            page_size: 2,
            page_token: page_token.to_owned(),
            department: department.to_owned(),
        };
        let first = all(employees.list_employees(list("Tea", "")).await.unwrap().into_inner()).await;
        let token = first[1].next_page_token.clone();
        let second = all(employees.list_employees(list("Tea", &token)).await.unwrap().into_inner()).await;
        assert_eq!(second[0].next_page_token, "");
        let names: Vec<_> =
            first.into_iter().chain(second).filter_map(|item| item.employee).map(|it| it.name).collect();
        assert_eq!(names, ["ann", "cy", "di"]);
        // A token of one department is invalid for another, and for the list of all.
        for department in ["Ink", ""] {
            let status = employees.list_employees(list(department, &token)).await.unwrap_err();
            let fields = [("page_token", "must be a next_page_token of this list")];
            assert_fault(&status, Code::InvalidArgument, &fields);
        }
        let everyone = ListEmployeesRequest::default();
        assert_eq!(all(employees.list_employees(everyone).await.unwrap().into_inner()).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn checks_employees() {
    within(async {
        let server = Running::start();
        let mut employees = employees(&server);
        let poor = HireEmployeesRequest { salary_cents: -1, ..employee("ann", "") };
        let status = employees.hire_employees(tokio_stream::iter([poor])).await.unwrap_err();
        let fields =
            [("[0].department", "must have 1 to 100 characters that show"), ("[0].salary_cents", "must be at least 0")];
        assert_fault(&status, Code::InvalidArgument, &fields);
        let status = employees.get_employee(GetEmployeeRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such employee")]);
    })
    .await;
}

#[tokio::test]
async fn answers_each_change_of_a_salary() {
    within(async {
        let server = Running::start();
        let mut employees = employees(&server);
        let id = hire(&mut employees, &[("ann", "Tea")]).await[0].id.clone();
        let change = |employee_id: &str, change_cents| AdjustSalariesRequest {
            employee_id: employee_id.to_owned(),
            change_cents,
        };
        let changes =
            [change(&id, 500), change("nobody", 1), change(&id, -9_000_000), change(&id, i64::MAX), change(&id, -500)];
        let answers = employees.adjust_salaries(tokio_stream::iter(changes)).await.unwrap().into_inner();
        let outcomes = all(answers).await.into_iter().map(|answer| match answer.outcome.unwrap() {
            Adjusted::Employee(employee) => Ok(employee.salary_cents),
            Adjusted::Error(error) => Err(in_stream(&error)),
        });
        let out_of_range = || Err((Code::FailedPrecondition, vec!["change_cents".to_owned()]));
        let expected = [
            Ok(5_000_500),
            Err((Code::NotFound, vec!["employee_id".to_owned()])),
            out_of_range(),
            out_of_range(),
            Ok(5_000_000),
        ];
        assert_eq!(outcomes.collect::<Vec<_>>(), expected);
    })
    .await;
}
