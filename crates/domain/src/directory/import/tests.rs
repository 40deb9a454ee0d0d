//! Imports, line by line.

use super::{FileReport, Outcome, Plan, Row, Step, Table, plan};
use crate::access::{Actor, DepartmentRole, OrganizationRole};
use crate::directory::Directory;
use crate::error::{Refusal, Rule};
use crate::testing::{World, department, person};
use crate::text::Code;
use Outcome::{Changed, Created, Refused, Unchanged};

/// A table of lines whose cells are parted by commas.
fn table(text: &str) -> Table {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut lines = (1..).zip(text.lines().map(str::trim));
    let header = lines.next().map(|(_, line)| cells(line)).unwrap_or_default();
    Table { header, rows: lines.map(|(line, text)| Row { line, cells: cells(text) }).collect() }
}

fn import(world: &World, actor: &Actor, departments: &str, people: &str) -> Plan {
    let given = |text: &str| (!text.is_empty()).then(|| table(text));
    plan(&world.context(actor), given(departments).as_ref(), given(people).as_ref()).expect("permitted")
}

/// Records a plan as the store does; every change has to follow on the version before it.
fn record(directory: &mut Directory, plan: &Plan) {
    for step in &plan.steps {
        match step {
            Step::Department(change) => {
                let stored = directory.department(change.state.id).map_or(0, |stored| stored.version);
                assert_eq!(change.state.version, stored + 1);
                directory.put_department(change.state.clone());
            }
            Step::Person(change) => {
                let stored = directory.person(change.state.id).map_or(0, |stored| stored.version);
                assert_eq!(change.state.version, stored + 1);
                directory.put_person(change.state.clone());
            }
        }
    }
}

fn outcomes(report: &FileReport) -> Vec<(u64, Outcome)> {
    report.lines.iter().map(|line| (line.line, line.outcome)).collect()
}

/// Line, column and rule of everything in the report that was not taken.
fn wrong(report: &FileReport) -> Vec<(u64, &str, Rule)> {
    let lines = report.lines.iter();
    lines
        .flat_map(|line| line.reasons.iter().map(|one| (line.line, one.path.as_str(), one.reason.rule)))
        .collect()
}

fn code(raw: &str) -> Code {
    Code::new(raw).expect("a code")
}

const DEPARTMENTS: &str = "部门编码,名称,上级部门,负责人工号,分管副总工号
    MT,市场部,HQ,N1,
    HQ,总部,,,N2
    TE,技术部,HQ,N3,";
const PEOPLE: &str = "工号,姓名,岗位,部门编码,角色
    N1,张,经理,MT,
    N2,陈,副总,HQ,系统管理员
    N3,李,,TE,
    N4,王,设计岗,TE,仅查看
    N5,赵,,MT,部门管理员；人事";

#[test]
fn a_company_comes_in_whole_and_a_second_time_changes_nothing() {
    let mut world = World::new();
    let first = import(&world, &Actor::Server, DEPARTMENTS, PEOPLE);
    assert_eq!(outcomes(&first.departments), [(2, Created), (3, Created), (4, Created)]);
    assert_eq!(first.people.count(Created), 5);
    record(&mut world.directory, &first);
    let directory = &world.directory;
    let market = directory.department_by_code(&code("mt")).expect("founded");
    let headquarters = directory.department_by_code(&code("HQ")).expect("founded");
    assert_eq!((market.short_name.as_str(), market.parent), ("市场", Some(headquarters.id)), "resolution 46");
    let number = |raw: &str| directory.person_by_number(&code(raw)).expect("taken on");
    assert_eq!(market.head, Some(number("N1").id));
    assert_eq!(directory.executive(market.id), Some(number("N2").id));
    assert_eq!(number("N4").department_roles.values().copied().collect::<Vec<_>>(), [DepartmentRole::Viewer]);
    assert_eq!(number("N5").roles, [OrganizationRole::Hr].into());
    let second = import(&world, &Actor::Server, DEPARTMENTS, PEOPLE);
    assert!(second.steps.is_empty());
    assert_eq!(second.departments.count(Unchanged) + second.people.count(Unchanged), 8);
}

#[test]
fn a_bad_line_stops_no_other() {
    let world = World::new();
    let departments = "code,name,parent,head,remark
        A,部门A,,,x
        ,无编码,,,
        B!,坏编码,,,
        C,,,,
        A,又一个,,,
        D,部门D,NOWHERE,,
        E,部门E,A,NOBODY,
        ,,,,
        F,部门F,A
        G,部门G,H,E12,
        H,部门H,A,,";
    let people = "employee_number,name,department,roles
        N1,张,A,
        N2,,A,
        N3,李,D,
        N4,王,G,BOSS
        N5,赵,G,MANAGER
        N5,赵,G,
        N6,钱,,";
    let plan = import(&world, &Actor::Server, departments, people);
    let expected = [
        (3, "code", Rule::Required),
        (4, "code", Rule::ForbiddenCharacter),
        (5, "name", Rule::Required),
        (6, "code", Rule::Duplicate),
        (7, "parent", Rule::Unknown),
        (8, "head", Rule::Unknown),
        (10, "", Rule::ColumnCount),
    ];
    assert_eq!(wrong(&plan.departments), expected);
    let taken: Vec<_> = plan.departments.lines.iter().filter(|line| line.outcome == Created).collect();
    assert_eq!(
        taken.iter().map(|line| line.line).collect::<Vec<_>>(),
        [2, 11, 12],
        "a parent may stand below"
    );
    assert_eq!(plan.departments.ignored, ["remark"]);
    let expected = [
        (3, "name", Rule::Required),
        (4, "department", Rule::Unknown),
        (5, "roles", Rule::Unknown),
        (7, "employee_number", Rule::Duplicate),
        (8, "department", Rule::Required),
    ];
    assert_eq!(wrong(&plan.people), expected);
    assert_eq!(plan.people.count(Created), 2);
}

#[test]
fn a_heading_that_cannot_be_read_refuses_the_file() {
    let world = World::new();
    let plan = import(&world, &Actor::Server, "name,名称\n甲,乙", "姓名,Employee Number,工号\n张,1,2");
    assert!(plan.steps.is_empty());
    assert_eq!(wrong(&plan.departments), [(1, "name", Rule::Duplicate), (1, "code", Rule::Required)]);
    assert_eq!(wrong(&plan.people), [(1, "employee_number", Rule::Duplicate)]);
}

#[test]
fn absent_columns_keep_and_empty_cells_clear() {
    let mut world = World::new();
    let people = "employee number,position,department\nE11,主管,D2\nE12,,\nE13,专员,D1";
    let plan = import(&world, &Actor::Server, "", people);
    assert_eq!(outcomes(&plan.people), [(2, Changed), (3, Refused), (4, Changed)]);
    record(&mut world.directory, &plan);
    let moved = world.directory.person(person(11)).expect("there");
    assert_eq!((moved.department, moved.department_roles.len()), (department(2), 0));
    assert_eq!(moved.name.as_str(), "员工11");
    let plan =
        import(&world, &Actor::Server, "code,head\nD1,\nD2,E20", "工号,岗位,角色\nE13,,\nE14,,可编辑\nE10,,");
    assert_eq!(outcomes(&plan.departments), [(2, Changed), (3, Unchanged)]);
    assert_eq!(outcomes(&plan.people), [(2, Changed), (3, Changed), (4, Unchanged)]);
    record(&mut world.directory, &plan);
    assert_eq!(world.directory.department(department(1)).expect("there").head, None);
    assert!(world.directory.person(person(14)).expect("there").department_roles.is_empty(), "EDITOR at home");
}

#[test]
fn lines_that_wait_for_each_other_are_taken_in_any_order() {
    let mut world = World::new();
    let turned = "code,parent\nD9,D1\nD1,";
    let plan = import(&world, &Actor::Server, turned, "工号,角色\nE98,MEMBER\nE20,系统管理员");
    assert_eq!(plan.departments.count(Changed) + plan.people.count(Changed), 4);
    record(&mut world.directory, &plan);
    assert!(world.directory.is_within(department(2), department(1)));
    let plan = import(&world, &Actor::Server, "code,parent\nD1,D2\nD3,D1", "");
    assert_eq!(wrong(&plan.departments), [(2, "parent", Rule::DepartmentCycle)]);
    assert_eq!(plan.departments.count(Changed), 1);
}

#[test]
fn a_head_refused_among_the_people_is_left_out_of_a_new_department_alone() {
    let world = World::new();
    let departments = "code,name,head\nNEW,新部,N1\nD2,第2部,N1";
    let plan = import(&world, &Actor::Server, departments, "工号,姓名,部门编码\nN1,张,NOWHERE");
    assert_eq!(outcomes(&plan.departments), [(2, Created), (3, Refused)]);
    assert_eq!(wrong(&plan.departments), [(2, "head", Rule::Unknown), (3, "head", Rule::Unknown)]);
    assert_eq!(plan.steps.len(), 1);
}

#[test]
fn the_policy_holds_line_by_line() {
    let mut world = World::new();
    let mut hr = world.directory.person(person(12)).expect("there").as_ref().clone();
    hr.roles = [OrganizationRole::Hr].into();
    world.directory.put_person(hr);
    let actor = world.actor(12);
    let departments = "code,name\nD1,第1部\nD2,改名\nZZ,新部";
    let people =
        "工号,姓名,部门编码,角色\nN1,张,D1,\nN2,王,D1,ADMIN\nN3,李,D1,MANAGER\nN4,赵,D1,EDITOR MEMBER";
    let plan = import(&world, &actor, departments, people);
    assert_eq!(outcomes(&plan.departments), [(2, Unchanged), (3, Refused), (4, Refused)]);
    assert_eq!(outcomes(&plan.people), [(2, Created), (3, Refused), (4, Refused), (5, Created)]);
    let reasons = plan.people.lines.iter().chain(&plan.departments.lines).flat_map(|line| &line.reasons);
    assert!(reasons.into_iter().all(|one| one.reason.rule == Rule::RoleMissing));
    for number in [10, 13, 97, 99] {
        let actor = world.actor(number);
        let refused = super::plan(&world.context(&actor), None, Some(&table(people))).map(|_| ());
        assert!(matches!(refused, Err(Refusal::NotPermitted(_))), "{number}");
    }
}

#[test]
fn who_left_and_what_was_closed_stay_as_they_are() {
    let mut world = World::new();
    let admin = world.actor(98);
    let gone =
        world.directory.person(person(13)).expect("there").disable(&world.context(&admin)).expect("allowed");
    let merger = world
        .directory
        .department(department(4))
        .expect("there")
        .merge(&world.context(&admin), department(3))
        .expect("allowed");
    world.directory.put_person(gone.state);
    world.directory.put_department(merger.closed.state);
    let plan = import(
        &world,
        &admin,
        "code,name\nD4,重开",
        "工号,姓名,部门编码\nE13,员工13,D1\nE13X,张,D4\nE12,员工12,D1",
    );
    assert_eq!(wrong(&plan.departments), [(2, "", Rule::DepartmentClosed)]);
    assert_eq!(outcomes(&plan.people), [(2, Unchanged), (3, Refused), (4, Unchanged)]);
    let plan = import(&world, &admin, "", "工号,姓名\nE13,改名");
    assert_eq!(wrong(&plan.people), [(2, "", Rule::WrongStatus)]);
}
