export { HEALTH_METHODS, Health, type HealthStatus } from './health-service.js';
export { REFLECTION_METHODS, REFLECTION_SERVICES, reflectionServices } from './reflection-service.js';
