@POST:/api/v1/statuses
Feature: Mentioning somebody

  Scenario: the post names them
    Given Ada is a member
    When Bob publishes "hello @Ada"
    Then "hello @Ada" mentions Ada

  Scenario: case does not matter
    Given Ada is a member
    When Bob publishes "hello @ADA"
    Then "hello @ADA" mentions Ada

  Scenario: each is mentioned once
    Given Ada is a member
    When Bob publishes "@Ada @Ada @Ada"
    Then "@Ada @Ada @Ada" mentions Ada

  Scenario: a name that nobody has is text
    When Bob publishes "hello @nobody_of_that_name"
    Then "hello @nobody_of_that_name" mentions nobody

  Scenario: a name of another server is text
    Given Ada is a member
    When Bob publishes "hello @Ada@elsewhere.example"
    Then "hello @Ada@elsewhere.example" mentions nobody

  Scenario: a direct post is for those whom it mentions
    When Bob publishes the direct post "just for you, @Ada"
    Then Ada can read "just for you, @Ada"
    But Cleo cannot read "just for you, @Ada"

  Scenario: more than 20 names are refused
    When Bob publishes 21 mentions
    Then Bob is told "a post is no address book"
    And a visitor sees nothing in Bob's timeline
