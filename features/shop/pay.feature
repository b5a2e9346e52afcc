@POST:/api/rookery/v1/shop/orders/:id/payment
Feature: Paying an order
  Money is taken for what is kept for the buyer, and for nothing else.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents
    And Ada counts 5 of "Rook"
    And Bob wants 3 of "Rook"
    And Bob looks into the cart
    And Bob orders what was shown

  Scenario: what is paid stays kept
    When Bob pays the last order of Bob by trial_ok
    Then the orders of Bob are:
      | paid: 3 for 5985 |
    And Ada has 5 of "Rook", and 3 of them are promised

  Scenario: saying it twice changes nothing
    When Bob pays the last order of Bob by trial_twice
    Then the orders of Bob are:
      | paid: 3 for 5985 |

  Scenario: what was declined can be paid otherwise
    When Bob pays the last order of Bob by trial_decline
    Then Bob is told "something else is there"
    And the orders of Bob are:
      | placed: 3 for 5985 |
    When Bob pays the last order of Bob by trial_ok
    Then the orders of Bob are:
      | paid: 3 for 5985 |

  Scenario: what is paid is not taken back, and not paid twice
    Given Bob pays the last order of Bob by trial_ok
    When Bob takes the last order of Bob back
    Then Bob is told "something else is there"
    When Bob pays the last order of Bob by trial_ok
    Then Bob is told "something else is there"
    And the orders of Bob are:
      | paid: 3 for 5985 |

  Scenario: nobody pays for others
    When Carol pays the last order of Bob by trial_ok
    Then Carol is told "it is not there"
    And the orders of Bob are:
      | placed: 3 for 5985 |
